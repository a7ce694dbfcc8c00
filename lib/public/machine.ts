/**
 * Machines, and the processes on them.
 *
 * @packageDocumentation
 */
export { Machine, type MachineOptions } from '../machine/machine';
export type { Place } from '../machine/place';
export { Process, type ProcessOptions, type Program } from '../machine/process';

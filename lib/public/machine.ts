/**
 * Machines, and the processes on them.
 *
 * @module chainwalk/machine
 */
export { type IptablesVariant, type IptablesVersion, Machine, type MachineOptions } from '../machine/machine';
export type { Place } from '../machine/place';
export {
  type Environment,
  Process,
  type ProcessOptions,
  type Program,
  type Signal,
  type Thread,
  type Wait,
} from '../machine/process';

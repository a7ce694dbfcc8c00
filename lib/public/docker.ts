/**
 * The Docker engine on a machine.
 *
 * @packageDocumentation
 */
export { dockerPrograms } from '../docker/command/docker';
export type { RunShell } from '../docker/container/findProgram';
export type { DockerEngine } from '../docker/engine';
export { type InstallOptions, installDocker } from '../docker/install';

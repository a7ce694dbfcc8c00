/**
 * The Docker engine on a machine.
 *
 * @module chainwalk/docker
 */
import '../tools/withNft';

export { dockerPrograms } from '../docker/command/programs';
export type { LoadYaml, ReadableYaml, ReadYaml, UnreadableYaml } from '../docker/compose/yaml';
export type { RunShell } from '../docker/container/findProgram';
export type { DockerEngine } from '../docker/engine';
export type { AddressPool, EngineOptions } from '../docker/engineOptions';
export type { RunIptables } from '../docker/firewall/firewall';
export { type InstallOptions, installDocker } from '../docker/install';
export type { EngineRelease } from '../docker/release';

/** The Docker engine, its networks and containers, docker-proxy and the docker command. */
export { dockerPrograms } from './command/programs';
export { Container, type ContainerStatus } from './container/container';
export type { RunShell } from './container/findProgram';
export { DockerError, type DockerErrorCode } from './dockerError';
export { DockerEngine } from './engine';
export { type AddressPool, DEFAULT_ENGINE_OPTIONS, type EngineOptions } from './engineOptions';
export type { RunIptables } from './firewall/firewall';
export { IMAGE_PATH, IMAGES, welcomePage } from './image/articleImages';
export type { Image } from './image/image';
export { containerPlace, containerPrograms, type InstallOptions, installDocker } from './install';
export type { EngineRelease } from './release';

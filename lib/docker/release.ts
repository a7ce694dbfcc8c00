/** What the engine's release says of itself. docker/cli: cli/command/system/version.go. */

/** The release whose behaviour is modelled. */
export const DOCKER_VERSION = '20.10.24';
/** The commit that `docker --version` names. */
export const DOCKER_BUILD = '297e128';
/** The version of the API that it speaks, and the oldest that it still understands. */
export const API_VERSION = '1.41';
export const OLDEST_API_VERSION = '1.12';
/** The compiler, and the programs that Debian packs with it. */
export const GO_VERSION = 'go1.19.8';
export const CONTAINERD_VERSION = '1.6.20';
export const RUNC_VERSION = '1.1.5';

/** The release of the engine that is modelled. */

/** The release whose behaviour is modelled. */
export const DOCKER_VERSION = '20.10.24';
/** The commit that `docker --version` names. */
export const DOCKER_BUILD = '297e128';

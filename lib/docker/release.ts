/** The release of the engine that is modelled. */

/** The release whose behaviour is modelled. */
export const DOCKER_VERSION = '20.10.24';
export const DOCKER_BUILD = '297e128';

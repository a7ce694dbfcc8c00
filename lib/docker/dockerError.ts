/** Errors that the engine answers. moby: errdefs. */

/** Kinds of errors, as the API's status codes tell them apart. */
export type DockerErrorCode =
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'forbidden'
  | 'failed'
  | 'unreachable'
  | 'not-modelled';

/** Thrown by the engine; the docker command prints the message as docker does. */
export class DockerError extends Error {
  constructor(
    readonly code: DockerErrorCode,
    message: string,
    /** That of a container which cannot be started because of this. */
    readonly exitCode?: number,
  ) {
    super(message);
    this.name = 'DockerError';
  }
}

/** The refusal of a name or id that no container has. */
export function noSuchContainer(reference: string): DockerError {
  return new DockerError('not-found', `No such container: ${reference}`);
}

/** The refusal of a name or id that no network has. */
export function noSuchNetwork(reference: string): DockerError {
  return new DockerError('not-found', `network ${reference} not found`);
}

/** The refusal of something that docker has and this engine has not. */
export function notModelled(what: string): DockerError {
  return new DockerError('not-modelled', `chainwalk does not model ${what}`);
}

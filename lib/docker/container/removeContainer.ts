/** `docker rm`. moby: daemon/delete.go. */
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import type { Container } from './container';

/** Forgets a container that does not run. Throws a `DockerError` if it does. */
export function removeContainer(engine: DockerEngine, container: Container): void {
  if (container.running) {
    throw new DockerError(
      'conflict',
      `You cannot remove a running container ${container.id}. Stop the container before attempting removal or force remove`,
    );
  }
  engine.containers.delete(container.id);
  engine.events.tellOfContainer(container, 'destroy');
}

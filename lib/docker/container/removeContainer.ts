/** `docker rm`. moby: daemon/delete.go. */
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import { type Container, stateOf } from './container';

/** Forgets a container that does not run, if asked with volumes that were made for it. Throws a `DockerError` if it does. */
export function removeContainer(engine: DockerEngine, container: Container, withVolumes = false): void {
  if (container.running) {
    const first = container.paused ? 'Unpause and then stop' : 'Stop';
    throw new DockerError(
      'conflict',
      `You cannot remove a ${stateOf(container)} container ${container.id}. ${first} the container before attempting removal or force remove`,
    );
  }
  engine.containers.delete(container.id);
  container.storage?.remove(withVolumes);
  engine.events.tellOfContainer(container, 'destroy');
}

/** `docker exec`: one more process in a container. moby: daemon/exec.go. */
import { Process } from '../../machine';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import type { Container } from './container';
import { findProgram } from './findProgram';

/** Starts the process. Throws a `DockerError` if the container does not run or has no such program. */
export function execInContainer(
  engine: DockerEngine,
  container: Container,
  argv: readonly string[],
  stdin: string,
): Process {
  const { place, shim, process } = container;
  if (place === undefined || shim === undefined || process?.running !== true) {
    throw new DockerError('conflict', `Container ${container.id} is not running`);
  }
  const executable = findProgram(container, argv, engine.runShell);
  const { environment } = container;
  return new Process({ ...executable, place, parent: shim, stdin, environment });
}

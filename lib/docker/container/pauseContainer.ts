/** `docker pause` and `docker unpause`: the freezer of control groups. moby: daemon/pause.go, unpause.go. */
import { DockerError } from '../dockerError';
import type { Container } from './container';

/** All processes stand still; the kernel goes on taking connections for them. Throws a `DockerError` for a container that does not run, or stands still already. */
export function pauseContainer(container: Container): void {
  if (!container.running) throw new DockerError('conflict', `Container ${container.id} is not running`);
  if (container.paused) throw new DockerError('conflict', `Container ${container.id} is already paused`);
  container.paused = true;
  for (const process of container.place?.pids.list() ?? []) process.freeze();
}

/** They go on. Throws a `DockerError` for a container that does not stand still. */
export function unpauseContainer(container: Container): void {
  if (!container.paused) throw new DockerError('conflict', `Container ${container.id} is not paused`);
  resumeContainer(container);
}

/** A container that is to end goes on first, if it stands still. */
export function resumeContainer(container: Container): void {
  container.paused = false;
  for (const process of container.place?.pids.list() ?? []) process.thaw();
}

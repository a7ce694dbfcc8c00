/** `docker stop` and `docker kill`. moby: daemon/stop.go, kill.go. */
import type { Process, Signal, Wait } from '../../machine';
import { SECOND } from '../../network';
import { DockerError } from '../dockerError';
import type { Container } from './container';
import { resumeContainer } from './pauseContainer';
import { waitForEnd } from './waitForEnd';

/** Asks the first process to end and, if it has not after some seconds, ends it. A container that does not run is left alone. */
export function* stopContainer(client: Process, container: Container, seconds: number): Generator<Wait, void, void> {
  const { process } = container;
  if (!container.running || process === undefined) return;
  container.stoppedByUser = true;
  process.kill(container.stopSignal);
  resumeContainer(container);
  if (yield* waitForEnd(client, container, process, seconds * SECOND)) return;
  process.kill('SIGKILL');
  yield* waitForEnd(client, container, process);
}

/** Sends a signal; for SIGKILL waits until the container has ended. */
export function* killContainer(client: Process, container: Container, signal: Signal): Generator<Wait, void, void> {
  const { process } = container;
  if (!container.running || process === undefined) {
    throw new DockerError('conflict', `Container ${container.id} is not running`);
  }
  container.stoppedByUser = true;
  process.kill(signal);
  resumeContainer(container);
  if (signal === 'SIGKILL') yield* waitForEnd(client, container, process);
}

/** `docker stop` and `docker kill`. moby: daemon/stop.go, kill.go. */
import { type Process, SIGNALS, type Signal, type Wait } from '../../machine';
import { SECOND } from '../../network';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import type { Container } from './container';
import { resumeContainer } from './pauseContainer';
import { waitForEnd } from './waitForEnd';

/** In seconds, before a container is killed that says nothing of it. moby: container/container.go (StopTimeout). */
const STOP_TIMEOUT = 10;

/**
 * Asks the first process to end and, if it has not after some seconds, ends it; without `seconds` they are the container's own, and
 * below zero there is no end of them. A container that does not run is left alone.
 */
export function* stopContainer(
  engine: DockerEngine,
  client: Process,
  container: Container,
  seconds: number | undefined,
): Generator<Wait, void, void> {
  const { process, config } = container;
  if (callOffRestart(container)) return;
  if (!container.running || process === undefined) return;
  container.stoppedByUser = true;
  send(engine, container, container.stopSignal);
  resumeContainer(container);
  const given = seconds ?? config.stopTimeout ?? STOP_TIMEOUT;
  const patience = given < 0 ? Number.MAX_SAFE_INTEGER / 1e7 : given;
  if (!(yield* waitForEnd(client, container, process, patience * SECOND))) {
    const waited = `${given}s of signal ${SIGNALS[container.stopSignal]}`;
    engine.journal.note('force', engine.dockerd?.pid ?? 0, container.id, waited);
    send(engine, container, 'SIGKILL');
    yield* waitForEnd(client, container, process);
  }
  engine.events.tellOfContainer(container, 'stop');
}

/** Sends a signal; for SIGKILL waits until the container has ended. */
export function* killContainer(
  engine: DockerEngine,
  client: Process,
  container: Container,
  signal: Signal,
): Generator<Wait, void, void> {
  const { process } = container;
  if (callOffRestart(container)) return;
  if (!container.running || process === undefined) {
    throw new DockerError('conflict', `Container ${container.id} is not running`);
  }
  container.stoppedByUser = true;
  send(engine, container, signal);
  resumeContainer(container);
  if (signal === 'SIGKILL') yield* waitForEnd(client, container, process);
}

/** A container that waits to be started again waits no more. moby: daemon/kill.go (killWithSignal). */
function callOffRestart(container: Container): boolean {
  if (container.restartsAfter === undefined) return false;
  container.restartsAfter = undefined;
  container.stoppedByUser = true;
  return true;
}

function send({ events }: DockerEngine, container: Container, signal: Signal): void {
  events.tellOfContainer(container, 'kill', { signal: `${SIGNALS[signal]}` });
  container.process?.kill(signal);
}

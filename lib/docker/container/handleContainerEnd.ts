/** The cleanup after a container's first process has ended. moby: daemon/monitor.go (handleContainerExit). */
import { type Process, pause } from '../../machine';
import { MILLISECOND } from '../../network';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import type { Container } from './container';
import { disconnectAll } from './networking';
import { removeContainer } from './removeContainer';
import { notifyChange } from './waitForEnd';

/** From the end of the process until dockerd hears of it through the shim and containerd. */
const EVENT_DELAY = 20 * MILLISECOND;
/** Before a container is started again; doubled each time, up to a minute. */
const FIRST_RESTART_DELAY = 100 * MILLISECOND;
const LONGEST_RESTART_DELAY = 60_000 * MILLISECOND;

type StartContainer = (engine: DockerEngine, container: Container) => void;

/** Tells dockerd, if it runs; else it finds out when it starts again. `start` is used if the container is to be started again. */
export function handleContainerEnd(
  engine: DockerEngine,
  container: Container,
  process: Process,
  start: StartContainer,
): void {
  const { dockerd } = engine;
  if (dockerd?.running !== true) return;
  dockerd.spawn(
    (function* () {
      yield* pause(dockerd, EVENT_DELAY);
      cleanUp(engine, container, process);
      if (shouldRestart(engine, container)) {
        container.restartsAfter = process;
        yield* pause(dockerd, Math.min(FIRST_RESTART_DELAY * 2 ** container.restartCount, LONGEST_RESTART_DELAY));
        if (container.restartsAfter === process && shouldRestart(engine, container)) restart(engine, container, start);
      }
      return 0;
    })(),
  );
}

/** Networks are left, the shim ends, the exit code is written down. */
export function cleanUp(engine: DockerEngine, container: Container, process: Process): void {
  if (container.process !== process) return;
  engine.journal.note('end', engine.dockerd?.pid ?? 0, container.id);
  engine.events.tellOfContainer(container, 'die', { exitCode: `${process.exitCode ?? 0}` });
  disconnectAll(engine, container);
  container.storage?.end();
  container.shim?.exit(0);
  container.shim = undefined;
  container.process = undefined;
  container.place = undefined;
  container.places = undefined;
  container.pastOutput.stdout += process.stdout;
  container.pastOutput.stderr += process.stderr;
  container.exitCode = process.exitCode ?? 0;
  container.status = 'exited';
  container.paused = false;
  container.finishedAt = engine.machine.clock.now;
  if (container.config.autoRemove && engine.ready) removeContainer(engine, container, true);
  notifyChange(container);
}

function shouldRestart(engine: DockerEngine, container: Container): boolean {
  const { name, maximumRetryCount } = container.config.restartPolicy;
  if (name === 'no' || container.stoppedByUser || !engine.ready || !engine.containers.has(container.id)) return false;
  if (name !== 'on-failure') return true;
  return container.exitCode !== 0 && (maximumRetryCount === 0 || container.restartCount < maximumRetryCount);
}

function restart(engine: DockerEngine, container: Container, start: StartContainer): void {
  container.restartCount += 1;
  try {
    start(engine, container);
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
  }
}

/** `docker compose up` in the foreground: what the containers print, as it comes, until they end or somebody stops them. compose: pkg/compose/up.go, attach.go. */
import { atOnce, pause, type Thread, type Wait } from '../../machine';
import { MILLISECOND } from '../../network';
import type { Client } from '../command/cli';
import { startSoon } from '../command/start';
import type { Container } from '../container/container';
import type { DockerEngine } from '../engine';
import { shortName } from './containers';
import { stopAll } from './stopAll';

/** How often it is looked whether a container that ended starts again. */
const LOOK_AGAIN = 100 * MILLISECOND;

/** Starts containers that do not run, in their order, and shows what they print; Ctrl-C stops them, in the opposite one. */
export function* runAttached(client: Client, containers: readonly Container[], seconds: number | undefined): Thread {
  const { process, engine } = client;
  const names = containers.map(shortName);
  process.stdout += `Attaching to ${[...names].sort().join(', ')}\n`;
  process.endedBy = 'Ctrl-C';
  let isStopping = false;
  const stop = (exitCode: number) => () => {
    if (isStopping) return process.exit(exitCode);
    isStopping = true;
    process.stderr += 'Gracefully stopping... (press Ctrl+C again to force)\n';
    process.spawn(
      (function* () {
        yield* stopAll(client, containers, seconds);
        process.exit(exitCode);
        return 0;
      })(),
    );
  };
  process.handlers.set('SIGINT', stop(130));
  process.handlers.set('SIGTERM', stop(143));
  const width = Math.max(0, ...names.map(({ length }) => length)) + 1;
  const begun = containers.map((container) => ({ container, from: container.log.lines.length }));
  process.spawn(
    (function* () {
      for (const container of containers)
        if (!container.running && !isStopping)
          yield* engine.request((dockerd) => startSoon(engine, dockerd, container));
      return 0;
    })(),
  );
  yield* atOnce(
    process,
    begun.map(({ container, from }) => show(client, container, from, width)),
  );
  // Who stops them ends it.
  if (isStopping) yield { ready: () => false, subscribe: () => () => {} };
  return 0;
}

/** What a container prints from a line on, until it ends and stays so. */
function* show(
  { process, engine }: Client,
  container: Container,
  from: number,
  width: number,
): Generator<Wait, void, void> {
  const name = shortName(container);
  const prefix = `${name.padEnd(width)} | `;
  let at = from;
  const showNew = () => {
    for (; at < container.log.lines.length; at++) {
      const { stream = 'stdout', text = '' } = container.log.lines[at] ?? {};
      process[stream] += `${prefix}${text.replace(/\n?$/, '\n')}`;
    }
  };
  const startedAt = container.startedAt;
  while (!container.running && container.startedAt === startedAt && container.error === '')
    yield* pause(process, LOOK_AGAIN);
  while (container.running || mayRestart(engine, container)) {
    const { process: running } = container;
    if (running?.running !== true) {
      yield* pause(process, LOOK_AGAIN);
      continue;
    }
    const seen = container.log.lines.length;
    yield {
      ready: () => container.log.lines.length > seen || !running.running,
      subscribe: (wake) => container.log.subscribe(wake),
    };
    showNew();
    if (!running.running) {
      while (container.process === running) yield* pause(process, MILLISECOND);
      process.stdout += `${name} exited with code ${container.exitCode}\n`;
    }
  }
}

function mayRestart({ containers }: DockerEngine, { id, config, stoppedByUser, exitCode }: Container): boolean {
  const { name } = config.restartPolicy;
  return (
    !stoppedByUser &&
    containers.has(id) &&
    (name === 'always' || name === 'unless-stopped' || (name === 'on-failure' && exitCode !== 0))
  );
}

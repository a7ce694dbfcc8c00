/** Stopping the containers of a project, each before those that it depends on. compose: pkg/compose/stop.go. */
import type { Wait } from '../../machine';
import type { Client } from '../command/cli';
import type { Container } from '../container/container';
import { stopContainer } from '../container/stopContainer';
import { tell } from './events';

/** Stops those that run, the last first; without `seconds` each has its own time to end. */
export function* stopAll(
  client: Client,
  containers: readonly Container[],
  seconds: number | undefined,
): Generator<Wait, void, void> {
  for (const container of [...containers].reverse()) {
    if (!container.running) continue;
    yield* tell(client, 'Container', container.name, ['Stopping', 'Stopped'], () =>
      client.engine.request(() => stopContainer(client.engine, client.process, container, seconds)),
    );
  }
}

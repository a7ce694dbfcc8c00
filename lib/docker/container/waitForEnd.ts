/** Waiting for a container to change. moby: container/state.go (Wait). */
import type { Process, Wait } from '../../machine';
import type { Microseconds } from '../../network';
import type { Container } from './container';

const waiting = new WeakMap<Container, Set<() => void>>();

/** Wakes the waiting threads: the container's state has changed. */
export function notifyChange(container: Container): void {
  for (const wake of [...(waiting.get(container) ?? [])]) wake();
}

/** Waits until the run that `process` began is over and cleaned up, or the time is up: then it is false. */
export function* waitForEnd(
  client: Process,
  container: Container,
  process: Process | undefined,
  timeout?: Microseconds,
): Generator<Wait, boolean, void> {
  let timedOut = false;
  const over = () => process === undefined || container.process !== process;
  yield {
    ready: () => timedOut || over(),
    subscribe: (wake) => {
      const set = waiting.get(container) ?? new Set();
      waiting.set(container, set.add(wake));
      const timer =
        timeout === undefined
          ? undefined
          : client.place.net.clock.schedule(timeout, () => {
              timedOut = true;
              wake();
            });
      return () => {
        set.delete(wake);
        timer?.cancel();
      };
    },
  };
  return over();
}

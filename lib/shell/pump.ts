/** Makes virtual time pass until a process has ended. */
import type { Process, Wait } from '../machine';
import type { Clock } from '../network';

/** Promises that threads wait for, by the clock that stands still meanwhile. */
const outside = new WeakMap<Clock, Set<Promise<void>>>();

/** Events after which a command counts as endless and is interrupted. */
const PATIENCE = 5_000_000;

/** Runs events until the process ends. A command that would never end is interrupted; what is to be said of it is returned. */
export async function pump(process: Process): Promise<string> {
  const { clock } = process.place.net;
  let events = 0;
  while (process.running) {
    const blocked = outside.get(clock);
    if (blocked !== undefined && blocked.size > 0) {
      await Promise.race(blocked);
      continue;
    }
    let idle = true;
    clock.runUntil(() => {
      if (!process.running || events > PATIENCE || (outside.get(clock)?.size ?? 0) > 0) return true;
      idle = false;
      events += 1;
      return false;
    });
    if (process.running && (events > PATIENCE || (idle && (outside.get(clock)?.size ?? 0) === 0)))
      return interrupt(process);
  }
  return '';
}

/** As Ctrl-C does. */
function interrupt(process: Process): string {
  process.exit(130);
  return `chainwalk: ${process.argv[0]} waits for something that never happens here, and was interrupted\n`;
}

/** Waits for something that does not happen in virtual time: the clock stands still. */
export function* waitOutside<T>(clock: Clock, promise: Promise<T>): Generator<Wait, T, void> {
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  let wakeUp = () => {};
  const settled = promise.then(
    (value) => {
      outcome = { value };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  const waiting = settled.then(() => {
    outside.get(clock)?.delete(waiting);
    wakeUp();
  });
  const set = outside.get(clock) ?? new Set();
  outside.set(clock, set.add(waiting));
  yield {
    ready: () => outcome !== undefined,
    subscribe: (wake) => {
      wakeUp = wake;
      return () => {
        wakeUp = () => {};
      };
    },
  };
  if (outcome === undefined) throw new Error('woken before the promise settled');
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

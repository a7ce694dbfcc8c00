/**
 * Virtual time and shells: a shell interprets a line outside of virtual time, and the clock stands still meanwhile; while it
 * waits for a program, or for a pipe, the clock goes on.
 */
import type { Process, Wait } from '../machine';
import type { Clock, Microseconds } from '../network';
import { isTurnOver, yieldToEvents } from './eventLoop';

/** Events after which what happens counts as a storm. */
export const PATIENCE = 1_000_000;
/** Events between two looks at whether others should have their turn. */
export const LOOK_EVERY = 256;

/** How many shells interpret now, and the callbacks that wait until none does. */
interface Interpreters {
  busy: number;
  waiting: (() => void)[];
}

const interpreters = new WeakMap<Clock, Interpreters>();

function interpretersOf(clock: Clock): Interpreters {
  const found = interpreters.get(clock) ?? { busy: 0, waiting: [] };
  interpreters.set(clock, found);
  return found;
}

/** Counts a shell less that interprets: when none does, the clock goes on. */
export function leave(clock: Clock): void {
  const state = interpretersOf(clock);
  state.busy -= 1;
  if (state.busy > 0) return;
  const { waiting } = state;
  state.waiting = [];
  for (const wake of waiting) wake();
}

/** Counts one more: the clock stands still. */
export function enter(clock: Clock): void {
  interpretersOf(clock).busy += 1;
}

/** Resolves when no shell interprets. */
export async function waitUntilNoneInterprets(clock: Clock): Promise<void> {
  const state = interpretersOf(clock);
  while (state.busy > 0) await new Promise<void>((resolve) => state.waiting.push(resolve));
}

/** Does a shell's work with the clock standing still, but for when it waits for a program. */
export async function interpret<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  enter(clock);
  try {
    return await work();
  } finally {
    leave(clock);
    await waitUntilNoneInterprets(clock);
  }
}

/** Lets time pass; it stands still whenever a shell interprets. */
export async function passTime(clock: Clock, duration: Microseconds): Promise<void> {
  const state = interpretersOf(clock);
  const end = clock.now + duration;
  let isStopped: boolean;
  do {
    await waitUntilNoneInterprets(clock);
    if (isTurnOver()) await yieldToEvents();
    let events = 0;
    isStopped = false;
    clock.runUntil(() => {
      events += 1;
      // What happens more often is a storm, which the clock itself ends if it is not interrupted.
      isStopped = events < PATIENCE && events % LOOK_EVERY === 0 && isTurnOver();
      return isStopped || state.busy > 0;
    }, end);
  } while (state.busy > 0 || isStopped);
}

/** The same as a wait of a thread. */
export function* waitOutside<T>(clock: Clock, work: () => Promise<T>): Generator<Wait, T, void> {
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  let wakeUp = () => {};
  const settle = (found: typeof outcome) => {
    outcome = found;
    wakeUp();
    leave(clock);
  };
  enter(clock);
  work().then(
    (value) => settle({ value }),
    (error: unknown) => settle({ error }),
  );
  yield {
    ready: () => outcome !== undefined,
    subscribe: (wake) => {
      wakeUp = wake;
      return () => {
        wakeUp = () => {};
      };
    },
  };
  if (outcome === undefined) throw new Error('woken before the work was done');
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

/** Whether a shell interprets now. */
export function isInterpreted(clock: Clock): boolean {
  return interpretersOf(clock).busy > 0;
}

/** Lets the clock go on for a shell that waits, while somebody else drives it. */
export async function waitUntil(clock: Clock, { ready, subscribe }: Wait): Promise<void> {
  if (ready()) return;
  await new Promise<void>((resolve) => {
    const unsubscribe = subscribe(() => {
      if (!ready()) return;
      unsubscribe();
      enter(clock);
      resolve();
    });
    leave(clock);
  });
}

/** Waits for a program of a shell in the background, while somebody else drives the clock. */
export function waitForEnd(process: Process): Promise<void> {
  // Interrupted before it did anything: nobody is told of its end any more.
  return waitUntil(process.place.net.clock, {
    ready: () => !process.running,
    subscribe: (wake) => process.onExit(wake),
  });
}

/**
 * Virtual time and shells. A shell interprets a line outside of virtual time, and the clock stands still meanwhile; while
 * it waits for a program the clock goes on, driven by the shell that a person types at.
 */
import type { Process, Wait } from '../machine';
import { BudgetError, type Clock, type Microseconds } from '../network';

/** Events after which a command counts as endless and is interrupted. */
const PATIENCE = 1_000_000;

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

function leave(clock: Clock): void {
  const state = interpretersOf(clock);
  state.busy -= 1;
  if (state.busy > 0) return;
  const { waiting } = state;
  state.waiting = [];
  for (const wake of waiting) wake();
}

function enter(clock: Clock): void {
  interpretersOf(clock).busy += 1;
}

async function waitUntilNoneInterprets(clock: Clock): Promise<void> {
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
  do {
    await waitUntilNoneInterprets(clock);
    clock.runUntil(() => state.busy > 0, end);
  } while (state.busy > 0);
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

/** Waits for a program of a shell in the background, while somebody else drives the clock. */
export function waitForEnd(process: Process): Promise<void> {
  const { clock } = process.place.net;
  return new Promise((resolve) => {
    process.onExit(() => {
      enter(clock);
      resolve();
    });
    leave(clock);
  });
}

/** Makes virtual time pass until a process has ended. A command that would never end is interrupted; what is to be said of it is returned. */
export async function pump(process: Process): Promise<string> {
  const { clock } = process.place.net;
  const state = interpretersOf(clock);
  const ended = waitForEnd(process);
  let complaint = '';
  let events = 0;
  while (process.running) {
    await waitUntilNoneInterprets(clock);
    if (!process.running) break;
    const before = events;
    const overrun = runUntil(clock, () => {
      if (!process.running || state.busy > 0 || events > PATIENCE) return true;
      events += 1;
      return false;
    });
    if (overrun !== undefined) {
      process.exit(130);
      complaint = `chainwalk: ${overrun.message}\n`;
    } else if (process.running && state.busy === 0 && (events > PATIENCE || events === before))
      complaint = interrupt(process, events > PATIENCE);
  }
  await ended;
  return complaint;
}

/** Lets time pass; what got out of hand is returned. */
function runUntil(clock: Clock, done: () => boolean): BudgetError | undefined {
  try {
    clock.runUntil(done);
    return undefined;
  } catch (error) {
    if (error instanceof BudgetError) return error;
    throw error;
  }
}

/** As Ctrl-C does. */
function interrupt(process: Process, endless: boolean): string {
  process.exit(130);
  const why = endless ? 'does not end by itself' : 'waits for something that never happens here';
  return `chainwalk: ${process.argv[0]} ${why}, and was interrupted\n`;
}

/**
 * Virtual time and shells. A shell interprets a line outside of virtual time, and the clock stands still meanwhile; while
 * it waits for a program the clock goes on, driven by the shell that a person types at.
 */
import type { Process, Wait } from '../machine';
import { BudgetError, type Clock, type Microseconds } from '../network';
import { findEndless, isEndless } from './endless';
import { isTurnOver, waitReally, yieldToEvents } from './eventLoop';
import { INTERRUPTED } from './limits';
import { interruptProcess, type TypedLine } from './typedLine';

/** Events after which a command counts as endless and is interrupted. */
const PATIENCE = 1_000_000;
/** Events between two looks at whether a command goes on for too long. */
const LOOK_EVERY = 256;
/** The same for one that is watched, or that says itself that it does not end. */
const LOOK_CLOSELY_EVERY = 16;
/** Real milliseconds after which somebody who waits for time to pass is asked whether it goes on. */
const STEP = 50;
/** Characters that a command may write. */
const MOST_OUTPUT = 64 * 2 ** 20;

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

/** Waits for a program of a shell in the background, while somebody else drives the clock. */
export function waitForEnd(process: Process): Promise<void> {
  const { clock } = process.place.net;
  // Interrupted before it did anything: nobody is told of its end any more.
  if (!process.running) return Promise.resolve();
  return new Promise((resolve) => {
    process.onExit(() => {
      enter(clock);
      resolve();
    });
    leave(clock);
  });
}

/**
 * Makes virtual time pass until a program of a typed line has ended. One that would never end is interrupted; what is to
 * be said of it is returned.
 */
export async function pump(process: Process, line: TypedLine): Promise<string> {
  const { clock } = process.place.net;
  const state = interpretersOf(clock);
  const ended = waitForEnd(process);
  let complaint = '';
  let events = 0;
  let unseen = 0;
  const pace = new Pace(clock);
  let hasEndless = false;
  const isPaced = () => line.isWatched && (hasEndless || process.endedBy !== undefined);
  const lookEvery = () => (line.isWatched || process.endedBy !== undefined ? LOOK_CLOSELY_EVERY : LOOK_EVERY);
  while (process.running) {
    // When it was interrupted meanwhile, the shell that waits here counts as one that interprets.
    await Promise.race([waitUntilNoneInterprets(clock), ended]);
    if (!process.running) break;
    if (isPaced() && pace.isAhead()) {
      line.show();
      await pace.keep(() => process.running);
    }
    // Its events may all lie within scripts that it runs.
    if (process.endedBy !== undefined) complaint += lookAfter(process, events);
    if (!process.running) break;
    let happened = 0;
    let isOver = false;
    const overrun = runUntil(clock, () => {
      isOver = !process.running || state.busy > 0 || unseen + happened >= lookEvery() || (happened > 0 && isTurnOver());
      isOver ||= happened > 0 && isPaced() && pace.isAhead();
      if (!isOver) happened += 1;
      return isOver;
    });
    // Asked once more, there was nothing left to happen.
    if (!isOver) happened -= 1;
    events += happened;
    unseen = state.busy > 0 ? 0 : unseen + happened;
    line.spend(happened);
    if (overrun !== undefined) {
      process.exit(INTERRUPTED);
      complaint += `chainwalk: ${overrun.message}\n`;
    } else if (process.running && state.busy === 0) {
      if (happened === 0) complaint += interrupt(process, 'waits for something that never happens here');
      if (isTurnOver()) {
        line.show();
        await yieldToEvents();
      }
      // By the number of events, so that it happens at the same one on every computer.
      if (unseen >= lookEvery() || !isOver) {
        unseen = 0;
        hasEndless = isEndless(process);
        complaint += lookAfter(process, events);
      }
    }
  }
  await ended;
  return complaint;
}

/** For programs without an end that somebody watches: a second of the machines takes a second. */
class Pace {
  readonly #clock: Clock;
  readonly #startedAt: Microseconds;
  readonly #reallyStartedAt = Date.now();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now;
  }

  isAhead(): boolean {
    return this.#milliseconds() > 0;
  }

  /** Waits until the computer's clock has come as far, or there is nothing more to wait for. */
  async keep(goesOn: () => boolean): Promise<void> {
    while (goesOn() && this.isAhead()) await waitReally(Math.min(STEP, this.#milliseconds()));
  }

  #milliseconds(): number {
    return (this.#clock.now - this.#startedAt) / 1000 - (Date.now() - this.#reallyStartedAt);
  }
}

/** Now and then: who has gone on for too long is interrupted. */
function lookAfter(process: Process, events: number): string {
  if (!process.running) return '';
  const endless = findEndless(process);
  if (endless !== undefined) {
    const { process: program, after } = endless;
    interruptProcess(program);
    return `chainwalk: ${program.argv[0]} was interrupted after ${after}: it does not end by itself; ${program.endedBy} ends it\n`;
  }
  if (process.stdout.length + process.stderr.length > MOST_OUTPUT) return interrupt(process, 'writes without an end');
  return events > PATIENCE ? interrupt(process, 'does not end by itself') : '';
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
function interrupt(process: Process, why: string): string {
  interruptProcess(process);
  return `chainwalk: ${process.argv[0]} ${why}, and was interrupted\n`;
}

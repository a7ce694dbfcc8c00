/**
 * What a person waits for: time passes, driven by the shell that was typed at, until a program has ended or has gone on for
 * too long.
 */
import type { Process } from '../machine';
import { BudgetError, type Clock, type Microseconds } from '../network';
import { findEndless, isEndless, patienceEnd } from './endless';
import { isTurnOver, waitReally, yieldToEvents } from './eventLoop';
import { INTERRUPTED } from './limits';
import { isInterpreted, LOOK_EVERY, PATIENCE, waitForEnd, waitUntilNoneInterprets } from './turns';
import { interruptProcess, type TypedLine } from './typedLine';

/** The same for one that is watched, or that says itself that it does not end. */
const LOOK_CLOSELY_EVERY = 16;
/** Real milliseconds after which somebody who waits for time to pass is asked whether it goes on. */
const STEP = 50;
/** Characters that a command may write. */
const MOST_OUTPUT = 64 * 2 ** 20;

/**
 * Makes virtual time pass until a program of a typed line has ended. One that would never end is interrupted; what is to
 * be said of it is returned.
 */
export async function pump(process: Process, line: TypedLine): Promise<string> {
  const { clock } = process.place.net;
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
    // What happens next may be a day away.
    if (isFarAhead(process)) clock.runUntil(() => false, patienceEnd(process));
    // Its events may all lie within scripts that it runs.
    if (process.endedBy !== undefined) complaint += lookAfter(process, events);
    if (!process.running) break;
    let happened = 0;
    let isOver = false;
    const overrun = runUntil(clock, () => {
      isOver =
        !process.running || isInterpreted(clock) || unseen + happened >= lookEvery() || (happened > 0 && isTurnOver());
      isOver ||= happened > 0 && isPaced() && pace.isAhead();
      isOver ||= isFarAhead(process);
      if (!isOver) happened += 1;
      return isOver;
    });
    // Asked once more, there was nothing left to happen.
    if (!isOver) happened -= 1;
    events += happened;
    unseen = isInterpreted(clock) ? 0 : unseen + happened;
    line.spend(happened);
    if (overrun !== undefined) {
      process.exit(INTERRUPTED);
      complaint += `chainwalk: ${overrun.message}\n`;
    } else if (process.running && !isInterpreted(clock)) {
      if (happened === 0 && !isOver) complaint += interrupt(process, 'waits for something that never happens here');
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

/** Whether it will have gone on for too long before anything happens. */
function isFarAhead(process: Process): boolean {
  const { clock } = process.place.net;
  const end = patienceEnd(process);
  return clock.now < end && (clock.nextAt ?? 0) > end;
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
  if (written(process) > MOST_OUTPUT) return interrupt(process, 'writes without an end');
  return events > PATIENCE ? interrupt(process, 'does not end by itself') : '';
}

/** Characters that it has printed. */
function written({ stdout, stderr, output }: Process): number {
  return stdout.length + stderr.length + (output?.written ?? 0);
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

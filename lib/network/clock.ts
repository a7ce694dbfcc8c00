/**
 * Virtual time: events in the order of their time, those of one time in the order in which they were made; but kernel
 * timers of one tick the last made first. Linux: enqueue_timer puts a timer at its slot's head, kernel/time/timer.c.
 */

import { type BudgetError, MOST_EVENTS, MOST_FRAMES, type TimedArrival, tooManyEvents, tooManyFrames } from './budget';
import { EventQueue } from './eventQueue';
import { Backlog } from './link/backlog';

/** Microseconds. */
export type Microseconds = number;

/**
 * A millisecond, in µs.
 *
 * @example
 * ```ts
 * import { MILLISECOND, SECOND } from 'chainwalk/network';
 *
 * SECOND / MILLISECOND; // → 1000
 * ```
 */
export const MILLISECOND: Microseconds = 1000;
/**
 * A second, in µs.
 *
 * @example
 * ```ts
 * import { Clock, SECOND } from 'chainwalk/network';
 *
 * const clock = new Clock();
 * clock.advance(2 * SECOND);
 * clock.now / SECOND; // → 2
 * ```
 */
export const SECOND: Microseconds = 1_000_000;

/** Kernel timers fire on ticks: 250 a second (CONFIG_HZ=250). */
export const TICK: Microseconds = 4 * MILLISECOND;
/** Ticks at time 0: the kernel counts from five minutes before it overflows (INITIAL_JIFFIES). */
const FIRST_TICK = -300 * (SECOND / TICK);
/** Up to here a microsecond more is another number: 285 years after the start. What is to happen later never does. */
export const LATEST_TIME: Microseconds = Number.MAX_SAFE_INTEGER;
/** The timer wheel: a level has slots for 63 of its units, each unit is eight of the level below (LVL_START, LVL_CLK_SHIFT). */
const SLOTS = 63;
const UNIT_FACTOR = 8;
/** After such a rest, a processor's caches are cold: what it does first takes so much longer, as a kernel 6.18's probes for losses do. */
const REST: Microseconds = MILLISECOND;
const WAKE_TIME: Microseconds = 40;
/** More than there are events. */
const PINNED = 2 ** 52;

/** A time that the clock cannot count to (`CLOCK_RANGE`); the message is one sentence. */
export class ClockError extends RangeError {
  readonly code = 'CLOCK_RANGE';

  constructor(time: Microseconds) {
    super(`The virtual clock counts to 285 years after its start, and not to ${time / SECOND} seconds.`);
    this.name = 'ClockError';
  }
}

/** Something that is to happen. */
export interface Timer {
  /** When it is to happen, in µs of the clock. */
  readonly at: Microseconds;
  /** Cancelling twice, or after it fired, does nothing. */
  cancel(): void;
}

/** How a kernel timer runs. */
interface TimerOptions {
  readonly pinned?: boolean;
  readonly idle?: boolean;
  /** One that was there before: in the same slot, it stays where it was. Linux: __mod_timer. */
  readonly placeOf?: Timer | undefined;
}

class Event implements Timer {
  readonly at: Microseconds;
  readonly sequence: number;
  /** Nobody waits for it. */
  readonly isIdle: boolean;
  cancelled: boolean;
  readonly isBetweenBridges: false;
  /** What happens. */
  readonly arrive: () => void;

  constructor(at: Microseconds, sequence: number, run: () => void, isIdle: boolean) {
    this.at = at;
    this.sequence = sequence;
    this.isIdle = isIdle;
    this.cancelled = false;
    this.isBetweenBridges = false;
    this.arrive = run;
  }

  cancel(): void {
    this.cancelled = true;
  }
}

function never(): boolean {
  return false;
}

/**
 * Virtual time, the same for all machines that are made with it: one time, one queue of events. Nothing waits for the wall clock.
 *
 * @example
 * ```ts
 * import { Clock, MILLISECOND } from 'chainwalk/network';
 *
 * const clock = new Clock();
 * const heard: number[] = [];
 * clock.schedule(5 * MILLISECOND, () => heard.push(clock.now));
 * clock.advance(10 * MILLISECOND);
 * heard; // → [5000]
 * ```
 */
export class Clock {
  #now: Microseconds = 0;
  /** How long packets have kept the processor, and when the last did. */
  #busy: Microseconds = 0;
  #busyAt: Microseconds = Number.NEGATIVE_INFINITY;
  #sequence = 0;
  readonly #events = new EventQueue<Event | TimedArrival>();
  #framesBetweenBridges = 0;
  #isIdling = false;
  readonly #firstTick: number;
  /** Of the processor that all machines share. @internal */
  readonly backlog = new Backlog(
    (deliver) => this.schedule(0, deliver),
    (overrun) => {
      this.#overrun ??= overrun;
    },
  );
  /** What went out of hand during the event that runs. */
  #overrun: BudgetError | undefined;

  /** `firstTick`: what the machines' kernels had counted at time 0 (jiffies); where slots of the timer wheel begin follows from it. */
  constructor(
    firstTick = FIRST_TICK,
    /** False between namespaces of one kernel: what is sent by a cable comes in at once. */
    readonly cablesTakeTime = true,
  ) {
    this.#firstTick = firstTick;
  }

  /** Microseconds since it was made. */
  get now(): Microseconds {
    return this.#now;
  }

  /** The same where handling packets takes time: differences are what a clock of microseconds shows. Linux: ktime_get. @internal */
  get precise(): Microseconds {
    return this.#now + this.#busy;
  }

  /** Handling a packet keeps the processor for so long, and longer if it has rested. @internal */
  spend(duration: Microseconds): void {
    if (this.#now - this.#busyAt >= REST) this.#busy += WAKE_TIME;
    this.#busyAt = this.#now;
    this.#busy += duration;
  }

  /** When the last tick was: the kernel's own idea of now (jiffies). @internal */
  get lastTick(): Microseconds {
    return Math.floor(this.#now / TICK) * TICK;
  }

  /** Nothing that was to happen happens any more. @internal */
  forget(): void {
    this.#events.clear();
  }

  /** Runs `run` after `delay`; a delay that is no number is a `ClockError`. */
  schedule(delay: Microseconds, run: () => void): Timer {
    return this.#add(this.#now + Math.max(0, delay), ++this.#sequence, run, this.#isIdling);
  }

  /**
   * Lets a frame arrive after `delay`. One between two ports of bridges is described if there are too many.
   * @internal
   */
  scheduleArrival(delay: Microseconds, arrival: TimedArrival): void {
    arrival.at = this.#now + delay;
    arrival.sequence = ++this.#sequence;
    arrival.isIdle = this.#isIdling;
    this.#events.add(arrival);
    if (!arrival.isBetweenBridges) return;
    this.#framesBetweenBridges += 1;
    if (this.#framesBetweenBridges > MOST_FRAMES) this.#overrun ??= tooManyFrames(arrival);
  }

  /** Whether the clock can count so much further. */
  reaches(delay: Microseconds): boolean {
    return this.#now + delay <= LATEST_TIME;
  }

  /**
   * Runs `run` as a kernel timer does: when the slot of the timer wheel is over that `delay` after the last tick lies in. The
   * longer the delay the coarser the slots: never early, but up to an eighth late. Those that are `pinned` to a processor come
   * before others of their tick; one that takes the `placeOf` an earlier one of its slot stays where that was. What is `idle` goes on for ever: alone, with what comes of it, it is no reason to wait.
   * Linux: calc_wheel_index, run_timer_softirq, kernel/time/timer.c.
   * @internal
   */
  scheduleTimer(
    delay: Microseconds,
    run: () => void,
    { pinned = false, idle = this.#isIdling, placeOf }: TimerOptions = {},
  ): Timer {
    const ticks = Math.ceil(Math.min(delay, LATEST_TIME) / TICK);
    let unit = 1;
    while (ticks >= SLOTS * unit) unit *= UNIT_FACTOR;
    const expires = this.#firstTick + this.lastTick / TICK + ticks;
    const end = (Math.floor(expires / unit) + 1) * unit;
    const at = (end - this.#firstTick) * TICK;
    if (placeOf instanceof Event && placeOf.at === at) return this.#add(at, placeOf.sequence, run, idle);
    this.#sequence += 1;
    return this.#add(at, -this.#sequence - (pinned ? PINNED : 0), run, idle);
  }

  /**
   * Runs events until `done` holds, the given time is reached, or nothing is left to happen. Throws a `ClockError` for a
   * time that it cannot count to (285 years), and a `BudgetError`, after dropping the frames between bridges, if it comes to no end.
   */
  runUntil(done: () => boolean, limit: Microseconds = Number.POSITIVE_INFINITY): void {
    const isLimited = limit !== Number.POSITIVE_INFINITY;
    if (isLimited && !(limit <= LATEST_TIME)) throw new ClockError(limit);
    const last = Math.min(limit, LATEST_TIME);
    let events = 0;
    while (!done()) {
      this.#checkOverrun();
      const next = this.#peek();
      if (next === undefined || next.at > last || (next.isIdle && !isLimited && this.#isIdle())) {
        if (isLimited) this.#now = Math.max(this.#now, limit);
        return;
      }
      this.#events.removeFirst();
      this.#now = next.at;
      this.#isIdling = next.isIdle;
      if (next.isBetweenBridges) this.#framesBetweenBridges -= 1;
      next.arrive();
      this.#isIdling = false;
      events += 1;
      if (events > MOST_EVENTS) this.#overrun ??= tooManyEvents(this.#someTransit(next));
    }
    this.#checkOverrun();
  }

  /** What goes round without an end is stopped between two events. */
  #checkOverrun(): void {
    const overrun = this.#overrun;
    if (overrun === undefined) return;
    for (const event of this.#events) if (event.isBetweenBridges) event.cancelled = true;
    this.#framesBetweenBridges = 0;
    this.backlog.clear();
    this.#overrun = undefined;
    throw overrun;
  }

  #isIdle(): boolean {
    for (const { cancelled, isIdle } of this.#events) if (!cancelled && !isIdle) return false;
    return true;
  }

  /** A frame between bridges: that of the event at hand, or one that is still to come. */
  #someTransit(event: Event | TimedArrival): TimedArrival | undefined {
    return [event, ...this.#events].find((one): one is TimedArrival => one.isBetweenBridges);
  }

  /** Lets time pass. Throws as `runUntil` does. */
  advance(duration: Microseconds): void {
    this.runUntil(never, this.#now + duration);
  }

  #add(at: Microseconds, sequence: number, run: () => void, isIdle: boolean): Timer {
    // NaN is neither before nor after any other.
    if (Number.isNaN(at)) throw new ClockError(at);
    const event = new Event(at, sequence, run, isIdle);
    this.#events.add(event);
    return event;
  }

  /** When something happens next; `undefined` if nothing is left to happen. */
  get nextAt(): Microseconds | undefined {
    return this.#peek()?.at;
  }

  #peek(): Event | TimedArrival | undefined {
    while (this.#events.first?.cancelled) this.#events.removeFirst();
    return this.#events.first;
  }
}

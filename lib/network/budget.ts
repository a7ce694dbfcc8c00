/** Limits beyond which a simulation counts as running away: a loop of bridges copies frames until memory is full. */

/** The most frames in flight between ports of bridges, or arriving by them at one moment. */
export const MOST_FRAMES = 50_000;
/** Events of one advance of the clock. */
export const MOST_EVENTS = 10_000_000;

/** `BUDGET_FRAMES`: too many frames at once. `BUDGET_EVENTS`: too much happened in one advance of the clock. */
export type BudgetErrorCode = 'BUDGET_FRAMES' | 'BUDGET_EVENTS';

/** What happens does not come to an end; the message is one sentence, which names a frame between bridges and its two ports if there is one. */
export class BudgetError extends Error {
  constructor(
    readonly code: BudgetErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'BudgetError';
  }
}

/** What comes in at the end of its path between two devices. An object of a class: a function made for each frame would take longer to call. */
export interface Arrival {
  /** Whether it goes between two ports of bridges: only there frames can go round. */
  readonly isBetweenBridges: boolean;
  /** The frame in flight, and the ports that it goes between. */
  describe(): string;
  /** It comes in. */
  arrive(): void;
}

/** One that the clock keeps until then: it is the event itself, for nearly all events are frames. */
export interface TimedArrival extends Arrival {
  /** When it comes in, in µs of the clock. */
  at: number;
  /** Its place among those of one time. */
  sequence: number;
  /** Nobody waits for it. */
  isIdle: boolean;
  /** It does not come in any more. */
  cancelled: boolean;
}

/** The error of more frames than are allowed, of which one is described. */
export function tooManyFrames(arrival: Arrival): BudgetError {
  return new BudgetError(
    'BUDGET_FRAMES',
    `More than ${MOST_FRAMES.toLocaleString('en')} frames are on their way at once, as in a loop of bridges, and were dropped; one of them is ${arrival.describe()}.`,
  );
}

/** The error of more events than are allowed; the last frame between bridges is described, if there is one. */
export function tooManyEvents(arrival: Arrival | undefined): BudgetError {
  const what =
    arrival === undefined
      ? 'and no end is in sight'
      : `as in a loop of bridges, and the frames between bridges were dropped; one of them is ${arrival.describe()}`;
  return new BudgetError(
    'BUDGET_EVENTS',
    `More than ${MOST_EVENTS.toLocaleString('en')} events happened in one go, ${what}.`,
  );
}

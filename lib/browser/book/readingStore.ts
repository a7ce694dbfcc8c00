/**
 * What a browser remembers of a reader: pages that were visited, where reading stopped, exercises that are solved. It stays in this
 * browser. Where storage is forbidden, nothing is remembered.
 */

/** Where reading stopped. */
export interface Place {
  /** The notebook's name, and the title of its page. */
  readonly chapter: string;
  readonly title: string;
  /** The heading above, and its id. */
  readonly section: string;
  readonly id: string;
}

/** All that is remembered. */
export interface Reading {
  readonly visited: readonly string[];
  /** Numbers of exercises, by the notebook's name. */
  readonly solved: Readonly<Record<string, readonly number[]>>;
  readonly place: Place | undefined;
}

const KEY = 'chainwalk-reading';
const NOTHING: Reading = { visited: [], solved: {}, place: undefined };

/** What is remembered now, by any page of the book. */
export function readReading(): Reading {
  try {
    return parseReading(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  } catch {
    return NOTHING;
  }
}

/** The page of the notebook `chapter` was visited. */
export function noteVisit(chapter: string): void {
  const reading = readReading();
  if (!reading.visited.includes(chapter)) write({ ...reading, visited: [...reading.visited, chapter] });
}

/** Reading stopped at `place`. */
export function notePlace(place: Place): void {
  write({ ...readReading(), place });
}

/** Exercise `number` of the notebook `chapter` is solved, and stays so whatever is tried later. */
export function noteSolved(chapter: string, number: number): void {
  const reading = readReading();
  const numbers = new Set(reading.solved[chapter]).add(number);
  write({ ...reading, solved: { ...reading.solved, [chapter]: [...numbers].sort((one, other) => one - other) } });
}

/** Forgets it all; what was predicted and changed is kept elsewhere. */
export function forgetReading(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

/** Calls `act` when another tab has changed what is remembered. */
export function onReadingElsewhere(act: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === KEY || key === null) act();
  });
}

function write(reading: Reading): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(reading));
  } catch {
    // Storage is full or forbidden.
  }
}

/** Others may have written there: what is no reading is left out. */
function parseReading(value: unknown): Reading {
  if (!isRecord(value)) return NOTHING;
  const { visited, solved, place } = value;
  const numbers = Object.entries(isRecord(solved) ? solved : {}).map(([chapter, list]): [string, readonly number[]] => [
    chapter,
    asList(list).filter((one) => typeof one === 'number'),
  ]);
  return {
    visited: asList(visited).filter((one) => typeof one === 'string'),
    solved: Object.fromEntries(numbers),
    place: isPlace(place) ? place : undefined,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isPlace(value: unknown): value is Place {
  return isRecord(value) && ['chapter', 'title', 'section', 'id'].every((name) => typeof value[name] === 'string');
}

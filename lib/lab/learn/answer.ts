/** Answers to predictions: as they are typed, as they are written in code, and whether one is what was found. */

/** What an answer in code, or what was found, may be. */
export type PlainValue = number | string | boolean | null | undefined | readonly PlainValue[];

/** `number`: one number, or several in their order, such as `0, 1, 1`. */
export type PredictionKind = 'number' | 'text';

/** What somebody answered. */
export type Answer =
  /** `inCode` for an answer that stands in the cell itself. */
  | { readonly kind: 'said'; readonly text: string; readonly inCode?: true }
  | { readonly kind: 'unknown' }
  /** There was an answer, and it does not count any more. */
  | { readonly kind: 'taken back' };

/** The value as somebody would type it: lists with commas. */
export function writeValue(value: PlainValue): string {
  if (Array.isArray(value)) return value.map((part: PlainValue) => writeValue(part)).join(', ');
  return String(value);
}

/** The numbers in `text`; undefined when there is none. */
export function numbersIn(text: string): readonly number[] | undefined {
  return text.match(NUMBER)?.map(Number);
}

/** A minus belongs to a number unless it joins two. */
const NUMBER = /(?<![\w.])-?\d+(?:\.\d+)?/g;

/** Whether two texts say the same: texts without regard to case and spaces, what looks like numbers as numbers, lists in their order. */
export function saysTheSame(one: string, other: string, kind: PredictionKind): boolean {
  return normal(one, kind) === normal(other, kind);
}

function normal(text: string, kind: PredictionKind): string {
  const numbers = kind === 'number' ? numbersIn(text) : undefined;
  const parts = numbers ?? text.split(',').map((part) => part.trim().replace(/\s+/g, ' ').toLowerCase());
  return parts.map((part) => (part !== '' && Number.isFinite(Number(part)) ? String(Number(part)) : part)).join(', ');
}

/** Sentences by the wrong answer that they explain: what would have had to be true for it. */
export type Ideas = Readonly<Record<string, string>>;

/** The sentence that explains the wrong answer `text`, if it is a known idea. */
export function ideaOf(text: string, ideas: Ideas, kind: PredictionKind): string | undefined {
  return Object.entries(ideas).find(([idea]) => saysTheSame(idea, text, kind))?.[1];
}

/** An answer that is a number, a name or a list of them, held against what the machines say, with a pointer for a wrong one. */
import { isEqual } from './equal';

/** What an answer can be. */
export type PlainAnswer = number | string | readonly (number | string)[];

/** What to say to a wrong answer: by the answer as text (`'12'`, `'INPUT'`, `'4, 1'`), and to all others. */
export type Pointers = Readonly<Record<string, string>> & {
  /** To an answer that none of the others is for. */
  readonly otherwise: string;
};

/**
 * Whether an answer is what was found: true, or the pointer for it. Upper and lower case are the same, and spaces around a
 * name count for nothing. An answer of another kind than what was found is told what is asked for.
 *
 * @example
 * ```ts
 * import { compareAnswer } from 'chainwalk';
 *
 * const pointers = { 12: 'That is what FORWARD counts.', otherwise: 'nat is asked once for each connection.' };
 * compareAnswer(1, 1, pointers); // → true
 * compareAnswer(12, 1, pointers); // → 'That is what FORWARD counts.'
 * compareAnswer('forward', 'FORWARD', pointers); // → true
 * ```
 */
export function compareAnswer(answer: PlainAnswer, found: PlainAnswer, pointers: Pointers): true | string {
  return chooseAnswer(answer, [found], pointers);
}

/**
 * The same where more than one answer is right. Throws a `RangeError` if none is.
 *
 * @example
 * ```ts
 * import { chooseAnswer } from 'chainwalk';
 *
 * chooseAnswer('output', ['INPUT', 'OUTPUT'], { otherwise: 'Look at the grey boxes.' }); // → true
 * ```
 */
export function chooseAnswer(answer: PlainAnswer, accepted: readonly PlainAnswer[], pointers: Pointers): true | string {
  const [first] = accepted;
  if (first === undefined) throw new RangeError('there is no right answer');
  if (kindOf(answer) !== kindOf(first)) return `The answer is ${kindOf(first)}, and this one is ${kindOf(answer)}.`;
  const given = plain(answer);
  if (accepted.some((one) => isEqual(plain(one), given))) return true;
  const key = Object.keys(pointers).find((text) => text.toLowerCase() === String(textOf(given)));
  return pointers[key ?? 'otherwise'] ?? pointers.otherwise;
}

/** In words, as a sentence about the answer has it. */
function kindOf(answer: unknown): string {
  if (Array.isArray(answer)) return `a list of ${answer.length}, [${answer.map(() => '…').join(', ')}]`;
  if (typeof answer === 'number') return 'a number, such as 7';
  return typeof answer === 'string' ? 'a text in quotes' : 'something else';
}

function plain(answer: PlainAnswer): PlainAnswer {
  return typeof answer === 'string' || typeof answer === 'number' ? plainPart(answer) : answer.map(plainPart);
}

/** Zero has no sign here. */
function plainPart(part: number | string): number | string {
  return typeof part === 'string' ? part.trim().toLowerCase() : part + 0;
}

function textOf(answer: PlainAnswer): string {
  return typeof answer === 'object' ? answer.join(', ') : String(answer);
}

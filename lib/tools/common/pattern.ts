/**
 * Regular expressions that a person typed. All states that a text can lead to are followed side by side (Thompson, 1968),
 * as RE2 does: the time grows with the text and the expression, and no expression takes for ever.
 */
import { PatternError, type PatternNode, parsePattern } from './patternParser';

export { PatternError } from './patternParser';

/** An expression to search texts for. */
export interface Pattern {
  /** Whether the text has a part that matches. */
  test(text: string): boolean;
}

/** The most states of an expression; nested counts such as `(a{9}){9}` multiply them. */
const MOST_STATES = 20_000;

type State =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean; readonly next: number }
  | {
      readonly kind: 'assertion';
      readonly holds: (text: readonly string[], position: number) => boolean;
      readonly next: number;
    }
  | { readonly kind: 'fork'; readonly next: readonly number[] }
  | { readonly kind: 'match' };

/** Reads an expression in RE2's syntax. Throws a `PatternError` if it is none, is too large, or is not modelled. */
export function compilePattern(source: string, { ignoreCase = false } = {}): Pattern {
  const states: State[] = [{ kind: 'match' }];
  const start = addStates(states, parsePattern(source, ignoreCase), 0);
  return { test: (text) => search(states, start, [...text]) };
}

/** Adds what a part needs before the state `next`; returns where the part begins. */
function addStates(states: State[], node: PatternNode, next: number): number {
  if (node.kind === 'character' || node.kind === 'assertion') return add(states, { ...node, next });
  if (node.kind === 'sequence') return node.parts.reduceRight((after, part) => addStates(states, part, after), next);
  if (node.kind === 'choice')
    return add(states, {
      kind: 'fork',
      next: node.branches.map((branch) => addStates(states, branch, next)),
    });
  const { part, least, most } = node;
  let start = next;
  if (most === Number.POSITIVE_INFINITY) {
    const branches = [next];
    start = add(states, { kind: 'fork', next: branches });
    branches.unshift(addStates(states, part, start));
  } else {
    for (let count = least; count < most; count++)
      start = add(states, { kind: 'fork', next: [addStates(states, part, start), next] });
  }
  for (let count = 0; count < least; count++) start = addStates(states, part, start);
  return start;
}

function add(states: State[], state: State): number {
  if (states.length >= MOST_STATES) throw new PatternError('expression too large');
  return states.push(state) - 1;
}

function search(states: readonly State[], start: number, text: readonly string[]): boolean {
  let current = new Set<number>();
  for (let position = 0; ; position++) {
    // A match may begin anywhere.
    if (follow(states, start, current, text, position)) return true;
    if (position >= text.length) return false;
    const character = text[position] ?? '';
    const following = new Set<number>();
    for (const index of current) {
      const state = states[index];
      if (state?.kind !== 'character' || !state.matches(character)) continue;
      if (follow(states, state.next, following, text, position + 1)) return true;
    }
    current = following;
  }
}

/** Adds all states that are reached without a character; true if one of them is the end. */
function follow(
  states: readonly State[],
  start: number,
  reached: Set<number>,
  text: readonly string[],
  position: number,
): boolean {
  const pending = [start];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const state = states[index];
    if (state === undefined || reached.has(index)) continue;
    reached.add(index);
    if (state.kind === 'match') return true;
    if (state.kind === 'fork') pending.push(...state.next);
    else if (state.kind === 'assertion' && state.holds(text, position)) pending.push(state.next);
  }
  return false;
}

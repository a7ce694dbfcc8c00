/**
 * Rules of one line that were read before. An engine writes a chain anew for each of its changes, with all the rules that
 * stay: those are not cut into words and read again. Places in what is known are those of the text that it was read from, so
 * that complaints need a text that is read without them.
 */
import type { RuleNode } from '../node';
import type { Tokens } from './tokens';

/** Lines that are kept; then all are forgotten. */
const MOST_LINES = 50_000;

export class KnownRules {
  readonly #rules = new Map<string, RuleNode>();

  /** The rule that comes next, if its line is known. */
  take(tokens: Tokens): RuleNode | undefined {
    const known = this.#rules.get(lineOf(tokens));
    if (known !== undefined) tokens.skipLine();
    return known;
  }

  /** Keeps a rule that took a whole line; names that were given to values may mean something else in another text. */
  keep(line: string, rule: RuleNode): void {
    const { from, to } = rule.at;
    if (to - from !== line.length || line.includes('$') || line.includes('\\')) return;
    if (this.#rules.size >= MOST_LINES) this.#rules.clear();
    this.#rules.set(line, rule);
  }
}

/** From the next word to the end of its line. */
export function lineOf(tokens: Tokens): string {
  const { source, from } = tokens.here;
  const end = source.text.indexOf('\n', from);
  return source.text.slice(from, end < 0 ? undefined : end);
}

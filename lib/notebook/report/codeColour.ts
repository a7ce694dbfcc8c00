/** The colours of code on paper, as in the light book. */
import type { CodeToken } from '../book/markdown';

const COLOURS: Readonly<Record<string, string>> = {
  keyword: '#a3284f',
  built_in: '#a3284f',
  string: '#14663d',
  regexp: '#14663d',
  number: '#8a4b00',
  literal: '#8a4b00',
  title: '#5a3fa0',
  attr: '#5a3fa0',
  comment: '#57606a',
};

/** The colour of the innermost kind that has one. */
export function codeColour(kinds: CodeToken['kinds']): string | undefined {
  const kind = kinds.find((name) => Object.hasOwn(COLOURS, name));
  return kind === undefined ? undefined : COLOURS[kind];
}

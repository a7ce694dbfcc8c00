/** Reads what is no command: variables, and the files that a text includes. */
import { NftError, type Place, type Source } from '../source';
import { parseRight, parseSet } from './parseValue';
import type { Tokens } from './tokens';

/** Finds the text of an included file; throws an `NftError` if there is none. */
export type Include = (pattern: string, at: Place) => readonly Source[];

/** `define`, `redefine`, `undefine` and `include`, which are no commands. */
export function parseDefinition(tokens: Tokens, include: Include): boolean {
  const first = tokens.here;
  if (tokens.is('define') || tokens.is('redefine')) {
    const again = tokens.next().text === 'redefine';
    const { text } = tokens.name();
    tokens.expect('=', "'='");
    const value = tokens.is('{') ? parseSet(tokens) : parseRight(tokens);
    if (!again && tokens.isDefinedHere(text))
      throw new NftError(`redefinition of symbol '${text}'`, tokens.since(first), undefined, 'syntax');
    tokens.define(text, value);
    return true;
  }
  if (tokens.accept('undefine')) {
    const { text, at } = tokens.name();
    if (!tokens.undefine(text)) throw new NftError(`undefined symbol '${text}'`, at, undefined, 'syntax');
    return true;
  }
  if (tokens.is('include') && tokens.peek(1).kind === 'quoted') {
    tokens.next();
    const pattern = tokens.quoted();
    const at = tokens.since(first);
    const sources = include(pattern, at);
    // The last is read first of all that is put on top.
    for (const source of [...sources].reverse()) tokens.include({ ...source, includedAt: at }, at);
    return true;
  }
  return false;
}

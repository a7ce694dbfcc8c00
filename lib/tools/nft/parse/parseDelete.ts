/** Reads what is to be deleted or emptied. */
import type { CommandContent } from '../command';
import { parseObjectKind, refuseOthers } from './parseObject';
import { parseFamily, parseNameIn, parseTable } from './parseReference';
import { parseSet } from './parseValue';
import type { Tokens } from './tokens';

export function parseDelete(tokens: Tokens, verb: 'delete' | 'destroy'): CommandContent {
  const ifExists = verb === 'destroy';
  if (tokens.accept('table')) return { kind: 'delete table', ifExists, reference: parseTable(tokens) };
  if (tokens.accept('rule')) {
    const reference = parseNameIn(tokens);
    tokens.expect('handle', 'handle');
    const handleAt = tokens.here;
    return { kind: 'delete rule', ifExists, reference, handle: tokens.number(), handleAt };
  }
  if (tokens.accept('element'))
    return { kind: 'elements', verb, reference: parseNameIn(tokens), elements: parseSet(tokens) };
  if (tokens.accept('chain')) return { kind: 'delete', what: 'chain', ifExists, reference: parseNameIn(tokens) };
  if (tokens.accept('set', 'map')) return { kind: 'delete', what: 'set', ifExists, reference: parseNameIn(tokens) };
  const object = parseObjectKind(tokens);
  if (object !== undefined) return { kind: 'delete', what: object, ifExists, reference: parseNameIn(tokens) };
  refuseOthers(tokens);
  throw tokens.unexpected();
}

export function parseFlush(tokens: Tokens): CommandContent {
  if (tokens.accept('ruleset')) return { kind: 'flush ruleset', family: parseFamily(tokens) };
  if (tokens.accept('table')) return { kind: 'flush table', reference: parseTable(tokens) };
  if (tokens.accept('chain')) return { kind: 'flush', what: 'chain', reference: parseNameIn(tokens) };
  if (tokens.accept('set', 'map')) return { kind: 'flush', what: 'set', reference: parseNameIn(tokens) };
  throw tokens.unexpected();
}

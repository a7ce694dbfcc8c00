/** Reads a rule, and where in its chain it is to be. */
import type { CommandContent } from '../command';
import { parseNameIn } from './parseReference';
import { parseRule } from './parseStatement';
import type { Tokens } from './tokens';

export function parseRuleCommand(tokens: Tokens, verb: 'add' | 'insert'): CommandContent {
  const reference = parseNameIn(tokens);
  const first = tokens.here;
  const word = (['position', 'handle', 'index'] as const).find(
    (name) => tokens.is(name) && tokens.peek(1).kind === 'number',
  );
  if (word !== undefined) tokens.next();
  const value = word === undefined ? undefined : tokens.number();
  const place =
    value === undefined
      ? undefined
      : { at: word === 'index' ? ('index' as const) : ('handle' as const), value, placeAt: tokens.since(first) };
  return { kind: 'rule', verb, reference, place, rule: parseRule(tokens) };
}

export function parseReplace(tokens: Tokens): CommandContent {
  tokens.expect('rule', 'rule');
  const reference = parseNameIn(tokens);
  tokens.expect('handle', 'handle');
  const placeAt = tokens.here;
  const place = { at: 'handle' as const, value: tokens.number(), placeAt };
  return { kind: 'rule', verb: 'replace', reference, place, rule: parseRule(tokens) };
}

/** Reads what a chain is: its hook, its policy, its rules. */
import { HOOKS, type HookName } from '../../../netfilter';
import type { ChainType, NfFamily } from '../../../netfilter/nf';
import type { ChainSpec, HookSpec } from '../command';
import type { RuleNode } from '../node';
import { priorityOf } from '../priorities';
import { NftError, notModelled } from '../source';
import { lineOf } from './knownRules';
import { parseRule } from './parseStatement';
import type { Tokens } from './tokens';

const TYPES: readonly ChainType[] = ['filter', 'nat', 'route'];

/** Definitions may stand in a block as well. */
export type ParseDefinition = (tokens: Tokens) => boolean;

/** The block behind a chain's name; braces are the caller's. */
export function parseChainBlock(
  tokens: Tokens,
  family: NfFamily,
  define: ParseDefinition,
  onError: (error: NftError) => void,
): ChainSpec {
  let hook: HookSpec | undefined;
  let policy: ChainSpec['policy'];
  let comment: string | undefined;
  const rules: RuleNode[] = [];
  for (;;) {
    tokens.separators();
    if (tokens.is('}')) break;
    if (tokens.peek().kind === 'end') throw tokens.unexpected();
    try {
      if (tokens.is('type')) hook = parseHook(tokens, family);
      else if (tokens.is('policy')) policy = parsePolicy(tokens);
      else if (tokens.is('comment')) comment = parseComment(tokens);
      else if (tokens.is('flags') || tokens.is('devices')) throw notModelled(tokens.peek().text, tokens.here);
      else if (!define(tokens)) rules.push(parseKnownRule(tokens));
      if (!tokens.isAtSeparator && !tokens.is('}')) throw tokens.unexpected();
    } catch (error) {
      if (!(error instanceof NftError)) throw error;
      onError(error);
      skipStatement(tokens);
    }
  }
  return { hook, policy, comment, rules };
}

function parseKnownRule(tokens: Tokens): RuleNode {
  const { known } = tokens;
  if (known === undefined) return parseRule(tokens);
  const rule = known.take(tokens);
  if (rule !== undefined) return rule;
  const line = lineOf(tokens);
  const read = parseRule(tokens);
  known.keep(line, read);
  return read;
}

/** Goes on behind a statement that was not understood. */
export function skipStatement(tokens: Tokens): void {
  for (let depth = 0; ; tokens.next()) {
    if (tokens.peek().kind === 'end') return;
    if (tokens.is('{')) depth += 1;
    if (tokens.is('}')) {
      if (depth === 0) return;
      depth -= 1;
    }
    if (depth === 0 && tokens.isAtSeparator) return;
  }
}

export function parseComment(tokens: Tokens): string {
  tokens.expect('comment');
  return tokens.name('string').text;
}

function parseHook(tokens: Tokens, family: NfFamily): HookSpec {
  tokens.expect('type');
  const typeWord = tokens.name();
  const type = TYPES.find((name) => name === typeWord.text);
  if (type === undefined) throw new NftError('unknown chain type', typeWord.at);
  tokens.expect('hook', 'hook');
  const hookWord = tokens.name();
  if (hookWord.text === 'ingress' || hookWord.text === 'egress')
    throw notModelled(`hook ${hookWord.text}`, hookWord.at);
  const hook = HOOKS.find((name): name is HookName => name.toLowerCase() === hookWord.text);
  if (hook === undefined) throw new NftError('unknown chain hook', hookWord.at);
  if (tokens.is('device') || tokens.is('devices')) throw notModelled('device', tokens.here);
  return { type, hook, priority: parsePriority(tokens, family, hook) };
}

/** `priority filter + 10`, `priority -300`. */
function parsePriority(tokens: Tokens, family: NfFamily, hook: HookName): number {
  const first = tokens.expect('priority', 'priority');
  let base = 0;
  if (tokens.is('$')) {
    const node = tokens.variable();
    const value =
      node.kind === 'word'
        ? /^\d+$/.test(node.text)
          ? Number(node.text)
          : priorityOf(node.text, family, hook)
        : undefined;
    if (value === undefined) throw new NftError('invalid priority expression value in this context.', node.at);
    base = value;
  } else if (tokens.peek().kind === 'word') {
    const value = priorityOf(tokens.peek().text, family, hook);
    tokens.next();
    if (value === undefined)
      throw new NftError('invalid priority expression value in this context.', tokens.since(first));
    base = value;
  } else if (tokens.accept('-')) {
    return -tokens.number();
  } else {
    return tokens.number('string or number');
  }
  if (tokens.accept('+')) return base + tokens.number();
  if (tokens.accept('-')) return base - tokens.number();
  return base;
}

function parsePolicy(tokens: Tokens): 'ACCEPT' | 'DROP' {
  tokens.expect('policy');
  if (tokens.is('$')) {
    const node = tokens.variable();
    if (node.kind === 'word' && (node.text === 'accept' || node.text === 'drop'))
      return node.text === 'accept' ? 'ACCEPT' : 'DROP';
    throw new NftError('invalid policy expression value', node.at);
  }
  if (tokens.accept('accept')) return 'ACCEPT';
  if (tokens.accept('drop')) return 'DROP';
  throw tokens.unexpected("accept or drop or '$'");
}

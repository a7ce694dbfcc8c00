/** Reads what is logged of a packet, and how. */
import type { Statement } from '../node';
import { NftError, notModelled } from '../source';
import type { Tokens } from './tokens';

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];

const USUAL_LEVEL = 4;

export function parseLog(tokens: Tokens): Omit<Extract<Statement, { readonly kind: 'log' }>, 'at'> {
  tokens.expect('log');
  let prefix: string | undefined;
  let level = USUAL_LEVEL;
  let group: number | undefined;
  const flags = new Set<string>();
  for (;;) {
    if (tokens.accept('prefix')) prefix = tokens.quoted('string');
    else if (tokens.accept('group')) group = tokens.number();
    else if (tokens.is('level')) level = parseLevel(tokens);
    else if (tokens.accept('flags')) for (const flag of parseLogFlags(tokens)) flags.add(flag);
    else if (tokens.is('snaplen') || tokens.is('queue-threshold'))
      throw notModelled(`log ${tokens.peek().text}`, tokens.here);
    else break;
  }
  return { kind: 'log', prefix, level, flags, group };
}

function parseLevel(tokens: Tokens): number {
  tokens.expect('level');
  const { text, at } = tokens.name();
  if (text === 'audit') throw notModelled('log level audit', at);
  const level = LEVELS.indexOf(text);
  if (level < 0) throw new NftError('invalid log level', at);
  return level;
}

function parseLogFlags(tokens: Tokens): readonly string[] {
  const { text, at } = tokens.name();
  switch (text) {
    case 'all':
      return ['sequence', 'options', 'ip options', 'skuid', 'ether'];
    case 'skuid':
    case 'ether':
      return [text];
    case 'ip':
      tokens.expect('options');
      return ['ip options'];
    case 'tcp': {
      const flags = [tokens.name().text];
      while (tokens.accept(',')) flags.push(tokens.name().text);
      return flags;
    }
    default:
      throw new NftError('syntax error, unexpected string', at, undefined, 'syntax');
  }
}

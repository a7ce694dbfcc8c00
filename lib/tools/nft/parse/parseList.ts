/** Reads what is to be listed or reset. */
import type { ListTarget } from '../command';
import { notModelled } from '../source';
import { parseFamily, parseNameIn, parseTable } from './parseReference';
import type { Tokens } from './tokens';

export function parseListTarget(tokens: Tokens): ListTarget {
  const { text, kind } = tokens.peek();
  if (kind !== 'word') throw tokens.unexpected();
  switch (text) {
    case 'table':
      tokens.next();
      return { what: text, reference: parseTable(tokens) };
    case 'chain':
    case 'set':
    case 'map':
    case 'counter':
    case 'quota':
    case 'limit':
      tokens.next();
      return { what: text, reference: parseNameIn(tokens) };
    case 'ruleset':
    case 'tables':
    case 'chains':
    case 'sets':
    case 'maps':
    case 'meters':
    case 'flowtables':
    case 'counters':
    case 'quotas':
    case 'limits': {
      tokens.next();
      if (tokens.accept('table')) {
        const table = parseTable(tokens);
        return { what: text, family: table.family, table };
      }
      return { what: text, family: parseFamily(tokens) };
    }
    case 'hooks':
    case 'flowtable':
    case 'meter':
    case 'secmarks':
    case 'synproxys':
    case 'ct':
      throw notModelled(`list ${text}`, tokens.here);
    default:
      throw tokens.unexpected();
  }
}

export function parseResetTarget(tokens: Tokens): ListTarget {
  if (!['counter', 'counters', 'quota', 'quotas'].some((word) => tokens.is(word)))
    throw tokens.unexpected('counter or counters or quotas or quota');
  return parseListTarget(tokens);
}

/** Reads where NAT leads to. */
import type { NatNode, Node } from '../node';
import { notModelled } from '../source';
import { parseBinary, parseSource } from './parseValue';
import type { Tokens } from './tokens';

const FLAGS = ['random', 'fully-random', 'persistent'];

/** What follows the statement's word. */
export function parseNat(tokens: Tokens, type: NatNode['type']): NatNode {
  const family = tokens.is('ip') || tokens.is('ip6') ? (tokens.next().text as 'ip' | 'ip6') : undefined;
  if (tokens.is('prefix')) throw notModelled(`${type} prefix`, tokens.here);
  if (tokens.accept('addr')) {
    tokens.expect('.');
    tokens.expect('port');
  }
  let address: Node | undefined;
  let ports: Node | undefined;
  if (tokens.accept('to')) {
    if (!tokens.is(':')) address = parseSource(tokens);
    if (tokens.accept(':')) ports = parseBinary(tokens);
    // `redirect to 8080` names a port.
    if (type === 'redirect' && address !== undefined) [address, ports] = [undefined, address];
  }
  const flags: string[] = [];
  while (FLAGS.includes(tokens.peek().text)) {
    flags.push(tokens.next().text);
    if (!tokens.accept(',')) break;
  }
  return { type, family, address, ports, flags };
}

/** Reads how a packet is rejected. */
import type { Statement } from '../node';
import { parseBinary } from './parseValue';
import type { Tokens } from './tokens';

export function parseReject(tokens: Tokens): Omit<Extract<Statement, { readonly kind: 'reject' }>, 'at'> {
  tokens.expect('reject');
  if (!tokens.accept('with')) return { kind: 'reject', type: undefined, code: undefined };
  if (tokens.accept('tcp')) {
    tokens.expect('reset', 'reset');
    return { kind: 'reject', type: 'tcp', code: undefined };
  }
  for (const type of ['icmp', 'icmpv6', 'icmpx'] as const) {
    if (!tokens.accept(type)) continue;
    tokens.accept('type');
    return { kind: 'reject', type, code: parseBinary(tokens) };
  }
  throw tokens.unexpected();
}

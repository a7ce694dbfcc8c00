/** `-m string`: bytes that a packet has somewhere. Linux: string_mt, net/netfilter/xt_string.c; skb_find_text. */
import { encodeIpv4 } from '../../packet/encodeIpv4';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** What is looked for, and where. */
export interface StringMatch {
  readonly kind: 'string';
  /** A character for each byte, 1 to 128. */
  readonly pattern: string;
  /** How it is looked for, which makes no difference here: bm or kmp. */
  readonly algorithm: string;
  readonly ignoreCase: boolean;
  /** Bytes from the beginning of the IP header: the pattern begins at or behind `from`, and ends at or before `to`. */
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

const ALGORITHMS = ['bm', 'kmp', 'fsm'];

/** Bytes in a packet. */
export const STRING_MATCH: MatchDefinition<StringMatch> = {
  kind: 'string',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  check({ from, to, pattern, algorithm }) {
    if (from > to) return 'EINVAL';
    if (!ALGORITHMS.includes(algorithm)) return 'ENOENT';
    return pattern === '' ? 'EINVAL' : undefined;
  },
  prepare({ pattern, ignoreCase, from, to, invert }) {
    const wanted = ignoreCase ? pattern.toLowerCase() : pattern;
    return ({ packet }) => {
      const text = textOf(encodeIpv4(packet));
      const at = (ignoreCase ? text.toLowerCase() : text).indexOf(wanted, from);
      return (at >= 0 && at + wanted.length <= to) !== invert;
    };
  },
};

/** A character for each byte. */
function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

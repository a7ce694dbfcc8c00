/** `-m u32`: numbers of four bytes anywhere in a packet. Linux: u32_match_it, net/netfilter/xt_u32.c. */
import { encodeIpv4 } from '../../packet/encodeIpv4';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** A step on the path to a number: `@` moves on by the number found so far, and reads there. */
export interface U32Step {
  readonly operator: '&' | '<<' | '>>' | '@';
  readonly number: number;
}

/** A number of a packet, and what it may be. */
export interface U32Test {
  /** Bytes from the beginning of the IP header. */
  readonly offset: number;
  readonly steps: readonly U32Step[];
  /** Both ends included. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

/** What numbers of a packet must be: all of it. */
export interface U32Match {
  readonly kind: 'u32';
  readonly tests: readonly U32Test[];
  readonly invert: boolean;
}

const SIZE = 4;
const ALL_BITS = 0xffff_ffff;

/** Numbers in a packet. */
export const U32_MATCH: MatchDefinition<U32Match> = {
  kind: 'u32',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ tests, invert }) {
    return ({ packet }) => {
      const bytes = encodeIpv4(packet);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return tests.every((test) => holds(test, view)) !== invert;
    };
  },
};

/** A test that asks for bytes behind the packet's end does not hold. */
function holds({ offset, steps, ranges }: U32Test, view: DataView): boolean {
  if (offset + SIZE > view.byteLength) return false;
  let value = view.getUint32(offset);
  let base = 0;
  for (const { operator, number } of steps) {
    if (operator === '&') value = (value & number) >>> 0;
    else if (operator === '<<') value = (value << number) >>> 0;
    else if (operator === '>>') value = value >>> number;
    else {
      base += value;
      if (base > ALL_BITS || base + number + SIZE > view.byteLength) return false;
      value = view.getUint32(base + number);
    }
  }
  return ranges.some(({ from, to }) => value >= from && value <= to);
}

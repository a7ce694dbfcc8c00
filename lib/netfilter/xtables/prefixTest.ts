/** Addresses in rules. Linux: NF_INVF of smsk and dmsk in ip_packet_match, net/ipv4/netfilter/ip_tables.c. */
import type { Ipv4Address, Ipv4Prefix } from '../../packet';
import type { Negatable } from '../extension';
import { SharedValues } from './sharedValues';

/** A prefix, and whether `!` stands before it. Signed, as the operators of JavaScript leave it. */
export interface PrefixTest {
  readonly address: number;
  readonly mask: number;
  readonly invert: boolean;
}

const TESTS = new SharedValues<PrefixTest>();

/** The test of a prefix, the same for all rules that ask for it; `undefined` if no test is needed. */
export function prefixTest(condition: Negatable<Ipv4Prefix> | undefined): PrefixTest | undefined {
  // 0.0.0.0/0 matches every packet, so no test is needed.
  if (condition === undefined || (condition.value.mask === 0 && !condition.invert)) return undefined;
  const { value, invert } = condition;
  const address = value.address | 0;
  const mask = value.mask | 0;
  return TESTS.get(`${invert}${address}/${mask}`, () => ({ address, mask, invert }));
}

/** Whether an address fulfils the test. */
export function matchesPrefix({ address, mask, invert }: PrefixTest, tested: Ipv4Address): boolean {
  return ((tested & mask) === address) !== invert;
}

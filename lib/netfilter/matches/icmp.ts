/** `-m icmp`: type and code. Linux: icmp_match, net/ipv4/netfilter/ip_tables.c. */

import { PROTOCOL_ICMP } from '../../packet/ipv4';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** The type that stands for any type. */
export const ICMP_ANY_TYPE = 255;

/** What type and code must be. */
export interface IcmpMatch {
  readonly kind: 'icmp';
  /** 0 to 255; 255 is any type, whatever the codes. */
  readonly type: number;
  /** Codes, both ends included: 0 and 255 for any code. */
  readonly codes: { readonly from: number; readonly to: number };
  readonly invert: boolean;
}

/** Type and code of an ICMP message. */
export const ICMP_MATCH: MatchDefinition<IcmpMatch> = {
  kind: 'icmp',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: PROTOCOL_ICMP,
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ type, codes, invert }) {
    return (skb) => {
      const { transport } = skb.packet;
      if (transport.kind !== 'icmp') return false;
      const wanted =
        type === ICMP_ANY_TYPE ||
        (transport.type === type && transport.code >= codes.from && transport.code <= codes.to);
      return wanted !== invert;
    };
  },
};

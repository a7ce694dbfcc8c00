/** What rules are made of, as values. Linux: struct nft_expr; a load and the test of its register are one expression here. */

import type { Negatable } from '../extension';
import type { LogFlags } from '../log';
import type { Match } from '../matches';
import type { RejectWith } from '../rejectWith';
import type { ExtensionTarget } from '../targets';
import type { Counters } from '../xtables/counters';
import type { Key } from './fields';
import type { Scalar, Span, TypeName } from './value';

/** What becomes of a packet; chains by their names. */
export type VerdictValue =
  | { readonly kind: 'accept' | 'drop' | 'continue' | 'return' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

/** What an element of a map leads to. */
export type ElementData =
  | { readonly kind: 'verdict'; readonly verdict: VerdictValue }
  | { readonly kind: 'values'; readonly values: readonly Scalar[] };

/** An element of a set or map: a span for each field of its key; none at all for `*`, which stands for all that is not there. */
export interface ElementValue {
  readonly key: readonly Span[];
  readonly data?: ElementData | undefined;
  readonly comment?: string | undefined;
  /** Microseconds that it is kept; absent: as the set says. */
  readonly timeout?: number | undefined;
  /** Microseconds that are left of it. */
  readonly expires?: number | undefined;
  readonly counter?: Counters | undefined;
}

/** The elements that a rule brings itself. */
export interface AnonymousSet {
  readonly kind: 'anonymous';
  readonly types: readonly TypeName[];
  readonly interval: boolean;
  readonly elements: readonly ElementValue[];
}

/** A set of the table, by its name, or one of the rule's own. */
export type SetReference = { readonly kind: 'named'; readonly name: string } | AnonymousSet;

/** So many packets or bytes in a time. */
export interface LimitValue {
  readonly rate: number;
  readonly unit: 'packets' | 'bytes';
  /** Seconds. */
  readonly per: number;
  /** 0 for none. */
  readonly burst: number;
  /** What is above matches, rather than what is below. */
  readonly over: boolean;
}

/** So many bytes. */
export interface QuotaValue {
  readonly bytes: number;
  readonly used: number;
  readonly over: boolean;
}

export type Operator = '==' | '!=' | '<' | '>' | '<=' | '>=';

/** What a statement writes: a value, a field with some bits changed, or what a map says. */
export type Source =
  | { readonly kind: 'value'; readonly value: Scalar }
  | { readonly kind: 'key'; readonly key: Key; readonly mask: number; readonly xor: number }
  | { readonly kind: 'map'; readonly keys: readonly Key[]; readonly set: SetReference };

/** Where NAT leads to. */
export interface NatValue {
  readonly kind: 'nat';
  readonly type: 'snat' | 'dnat' | 'masquerade' | 'redirect';
  readonly family: 'ip' | 'ip6';
  readonly address?: Span | undefined;
  readonly ports?: { readonly from: number; readonly to: number } | undefined;
  /** Instead of both: a map that says the address, or address and port. */
  readonly map?: { readonly keys: readonly Key[]; readonly set: SetReference; readonly port: boolean } | undefined;
  readonly random: boolean;
  readonly fullyRandom: boolean;
  readonly persistent: boolean;
}

export type Expression =
  | {
      readonly kind: 'compare';
      readonly key: Key;
      /** Bits that count. */
      readonly mask?: number | bigint | undefined;
      readonly operator: Operator;
      readonly value: Scalar;
      /** The value is the start of names. */
      readonly prefix?: true | undefined;
      /** Asked for because what follows needs it: not listed. */
      readonly implied?: true | undefined;
    }
  | { readonly kind: 'range'; readonly key: Key; readonly span: Span; readonly invert: boolean }
  | { readonly kind: 'lookup'; readonly keys: readonly Key[]; readonly set: SetReference; readonly invert: boolean }
  | { readonly kind: 'vmap'; readonly keys: readonly Key[]; readonly set: SetReference }
  | { readonly kind: 'verdict'; readonly verdict: VerdictValue }
  | { readonly kind: 'counter'; readonly counters: Counters }
  | { readonly kind: 'object'; readonly object: ObjectKind; readonly name: string }
  | { readonly kind: 'limit'; readonly limit: LimitValue }
  | { readonly kind: 'quota'; readonly quota: QuotaValue }
  | {
      readonly kind: 'log';
      readonly prefix: string | undefined;
      /** 0 to 7. */
      readonly level: number;
      readonly flags: LogFlags;
      /** To nfnetlink_log, which writes nothing to the kernel log. */
      readonly group: number | undefined;
      /** Bytes of each packet that its listener gets, and packets that are gathered for it. */
      readonly snaplen?: number | undefined;
      readonly queueThreshold?: number | undefined;
    }
  | {
      readonly kind: 'reject';
      /** `ipx`: of either family. */
      readonly type: 'ip' | 'ip6' | 'ipx' | 'tcp';
      /** As nft spells it; '' for a reset. */
      readonly code: string;
      readonly with: RejectWith;
    }
  | NatValue
  | { readonly kind: 'assign'; readonly target: AssignTarget; readonly source: Source }
  | { readonly kind: 'notrack' }
  /** A match or a target of iptables, as iptables-nft brings it. Linux: nft_compat.c. */
  | { readonly kind: 'xt match'; readonly match: Match; readonly protocol: CompatProtocol }
  | { readonly kind: 'xt target'; readonly target: ExtensionTarget; readonly protocol: CompatProtocol }
  | {
      readonly kind: 'dynset';
      readonly operation: 'add' | 'update' | 'delete';
      readonly set: string;
      readonly keys: readonly Key[];
      /** Microseconds. */
      readonly timeout: number | undefined;
      readonly limit: LimitValue | undefined;
      readonly counter: boolean;
    };

/** The IP protocol that the rule of a match or target asks for. Linux: NFTA_RULE_COMPAT. */
export type CompatProtocol = Negatable<number> | undefined;

/** What a statement can write to. */
export type AssignTarget = 'meta mark' | 'meta nftrace' | 'ct mark';

/** Objects that have names and a state. */
export type ObjectKind = 'counter' | 'quota' | 'limit';

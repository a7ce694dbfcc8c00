/** What was read, before it is known what it means. Userspace: struct expr, struct stmt as the parser leaves them. */
import type { Key, ObjectKind, Operator, VerdictValue } from '../../netfilter/nf';
import type { Place } from './source';

/** A value whose type shows only by what it is compared with. */
export type Node =
  /** A name, a number, an address; `quoted` for text in quotes. */
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean; readonly at: Place }
  | { readonly kind: 'prefix'; readonly base: Node; readonly length: number; readonly at: Place }
  | { readonly kind: 'range'; readonly from: Node; readonly to: Node; readonly at: Place }
  | { readonly kind: 'list'; readonly items: readonly Node[]; readonly at: Place }
  | { readonly kind: 'concatenation'; readonly items: readonly Node[]; readonly at: Place }
  | { readonly kind: 'set'; readonly elements: readonly ElementNode[]; readonly at: Place }
  | { readonly kind: 'named'; readonly name: string; readonly at: Place }
  | { readonly kind: 'any'; readonly at: Place }
  | { readonly kind: 'key'; readonly key: KeyNode; readonly at: Place }
  | { readonly kind: 'keys'; readonly keys: readonly KeyNode[]; readonly at: Place }
  | { readonly kind: 'map'; readonly keys: readonly KeyNode[]; readonly map: Node; readonly at: Place }
  | {
      readonly kind: 'binary';
      readonly operator: '&' | '|' | '^' | '<<' | '>>';
      readonly left: Node;
      readonly right: Node;
      readonly at: Place;
    }
  | { readonly kind: 'verdict'; readonly verdict: VerdictValue; readonly at: Place };

export interface KeyNode {
  readonly key: Key;
  readonly at: Place;
}

/** An element between braces. */
export interface ElementNode {
  readonly key: Node;
  readonly data: Node | undefined;
  readonly comment: string | undefined;
  /** Microseconds. */
  readonly timeout: number | undefined;
  readonly expires: number | undefined;
  readonly counter: { readonly packets: bigint; readonly bytes: bigint } | undefined;
  readonly at: Place;
}

export interface LimitNode {
  readonly rate: number;
  readonly unit: 'packets' | 'bytes';
  readonly per: number;
  readonly burst: number | undefined;
  readonly over: boolean;
}

export interface NatNode {
  readonly type: 'snat' | 'dnat' | 'masquerade' | 'redirect';
  readonly family: 'ip' | 'ip6' | undefined;
  readonly address: Node | undefined;
  readonly ports: Node | undefined;
  readonly flags: readonly string[];
}

/** A statement of a rule. */
export type Statement = { readonly at: Place } & (
  | {
      readonly kind: 'match';
      readonly left: Node;
      readonly operator: Operator | '!' | undefined;
      readonly right: Node;
      readonly mask: Node | undefined;
    }
  | { readonly kind: 'vmap'; readonly keys: readonly KeyNode[]; readonly map: Node }
  | { readonly kind: 'verdict'; readonly verdict: VerdictValue; readonly target: Place | undefined }
  | { readonly kind: 'counter'; readonly packets: bigint; readonly bytes: bigint }
  | { readonly kind: 'object'; readonly object: ObjectKind; readonly name: string; readonly nameAt: Place }
  | { readonly kind: 'limit'; readonly limit: LimitNode }
  | { readonly kind: 'quota'; readonly bytes: number; readonly used: number; readonly over: boolean }
  | {
      readonly kind: 'log';
      readonly prefix: string | undefined;
      readonly level: number;
      readonly flags: ReadonlySet<string>;
      readonly group: number | undefined;
    }
  | {
      readonly kind: 'reject';
      readonly type: 'icmp' | 'icmpv6' | 'icmpx' | 'tcp' | undefined;
      readonly code: Node | undefined;
    }
  | { readonly kind: 'nat'; readonly nat: NatNode; readonly word: Place }
  | { readonly kind: 'assign'; readonly target: KeyNode; readonly value: Node }
  | { readonly kind: 'notrack' }
  | {
      readonly kind: 'dynset';
      readonly operation: 'add' | 'update' | 'delete';
      readonly set: string;
      readonly setAt: Place;
      readonly keys: readonly KeyNode[];
      readonly timeout: number | undefined;
      readonly limit: LimitNode | undefined;
      readonly counter: boolean;
    }
);

/** A rule as it was read. */
export interface RuleNode {
  readonly statements: readonly Statement[];
  readonly comment: string | undefined;
  readonly at: Place;
}

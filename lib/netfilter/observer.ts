/** Whoever wants to know a packet's path through a namespace is told of it here. Linux: the TRACE target. */
import type { Ipv4Packet, Ipv6Packet } from '../packet';
import type { HookName } from './hookName';
import type { NfTableName } from './nf/family';
import type { TableName } from './xtables/tableHooks';

/**
 * A table of iptables by its name, `nat`, or one of nf_tables by its family and name, `ip docker-bridges`. Where iptables is
 * iptables-nft, the tables that only iptables-legacy sees are told apart: `legacy nat`.
 */
export type RuleTable = TableName | NfTableName | `legacy ${TableName}`;

/** The words of a TRACE line: a rule matched, a user chain ended, a builtin chain ended. */
export type TraceEvent = 'rule' | 'return' | 'policy';

/** An entry of a chain that a packet reached, and that was counted. */
export interface TraceStep {
  readonly hook: HookName;
  readonly table: RuleTable;
  /** The chain's name. */
  readonly chain: string;
  /** The chain's policy; absent for a user chain. */
  readonly policy: 'ACCEPT' | 'DROP' | undefined;
  readonly event: TraceEvent;
  /** The entry's place in the chain, from 1. */
  readonly number: number;
  /** The rule, which `specOf` can read; absent at the end of a chain. */
  readonly rule: object | undefined;
  /** The interfaces' names; '' where there is none. */
  readonly in: string;
  readonly out: string;
  /** The packet as the entry met it. */
  readonly packet: Ipv4Packet;
}

/** What became of a packet in the namespace. */
export type PacketFate =
  /** A fragment that has become a part of a packet, which is seen in its place. */
  | { readonly kind: 'joined' }
  | { readonly kind: 'transmitted'; readonly device: string }
  | { readonly kind: 'delivered'; readonly to: string }
  | { readonly kind: 'dropped'; readonly reason: string };

/** A packet as an observer sees it. */
export interface ObservedPacket<Packet extends Ipv4Packet | Ipv6Packet = Ipv4Packet> {
  readonly packet: Packet;
  /** `untracked`: connection tracking was told to leave it alone. */
  readonly notes: { readonly untracked: boolean };
}

/** Where a packet is when a hook is entered. */
export interface ObservedHook {
  readonly hook: HookName;
  readonly in: { readonly name: string } | undefined;
  /** Known from the routing decision on. */
  readonly out: { readonly name: string } | undefined;
}

/** Is told of a packet's path. */
export interface PacketObserver {
  /** A hook is entered. */
  hook(skb: ObservedPacket, place: ObservedHook): void;
  /** An entry of a chain was reached and counted. */
  step(step: TraceStep): void;
  /** NAT is about to rewrite an address: `after` is the packet as it will be. */
  translate(
    skb: ObservedPacket,
    hook: HookName,
    field: 'source' | 'destination',
    after: Ipv4Packet,
    byRule: boolean,
  ): void;
  /** The packet leaves the namespace, or ends in it. */
  end(skb: ObservedPacket<Ipv4Packet | Ipv6Packet>, fate: PacketFate): void;
}

/** One observer that tells all of these; `undefined` if there are none. */
export function joinObservers(observers: readonly PacketObserver[]): PacketObserver | undefined {
  if (observers.length < 2) return observers[0];
  return {
    hook: (...event) => {
      for (const observer of observers) observer.hook(...event);
    },
    step: (...event) => {
      for (const observer of observers) observer.step(...event);
    },
    translate: (...event) => {
      for (const observer of observers) observer.translate(...event);
    },
    end: (...event) => {
      for (const observer of observers) observer.end(...event);
    },
  };
}

/** A chain of rules. Linux: the entries between two hooks, struct xt_table_info, include/linux/netfilter/x_tables.h. */
import type { Ipv4Packet } from '../../packet';
import { ChainFacts } from './chainFacts';
import { ChainIndex } from './chainIndex';
import { PacketCounter } from './counters';
import { exactFields } from './exactFields';
import type { Rule } from './rule';

/** What a builtin chain does with a packet that none of its rules decided about. */
export type Policy = 'ACCEPT' | 'DROP';

/** Chains with fewer rules have no index: trying a rule costs less than asking for it. */
const INDEXED_FROM = 8;

/** A chain of a committed table: its rules never change, only their counters do. It counts what its policy decides; a user chain counts nothing. */
export class Chain extends PacketCounter {
  /** Made when a packet first comes here. A chain that is changed is another chain. */
  #index: ChainIndex | undefined = undefined;
  /** Absent for a user chain. One of the program's own strings, which are compared at a glance. */
  readonly policy: Policy | undefined;

  constructor(
    readonly name: string,
    readonly rules: readonly Rule[] = [],
    policy: Policy | undefined = undefined,
    readonly facts = ChainFacts.of(rules),
  ) {
    super();
    this.policy = policy === undefined ? undefined : policy === 'DROP' ? 'DROP' : 'ACCEPT';
  }

  /** The place of the first rule from `from` on that has to be tried for a packet; the number of rules if there is none. */
  nextCandidate(packet: Ipv4Packet, from: number): number {
    if (this.rules.length < INDEXED_FROM) return from;
    this.#index ??= new ChainIndex(this.rules.map(({ spec }) => exactFields(spec)));
    return this.#index.next(packet, from);
  }
}

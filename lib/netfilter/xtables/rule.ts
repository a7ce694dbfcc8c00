/**
 * Rules: what a packet must be like, and what happens then. A rule is prepared once, when it is made;
 * trying it allocates nothing. Linux: struct ipt_entry and ip_packet_match, net/ipv4/netfilter/ip_tables.c.
 */
import { type MatchFunction, matchesEveryPacket, type TargetAction } from '../extension';
import type { HookState } from '../hook';
import { matchNeedsConntrack, matchRemembers, prepareMatch } from '../matches';
import type { SkBuff } from '../skb';
import { prepareTarget, targetNeedsConntrack, targetRemembers } from '../targets';
import type { Chain } from './chain';
import { PacketCounter } from './counters';
import { type HeaderTest, headerTest } from './headerTest';
import { portTest } from './portTest';
import type { RuleSpec } from './ruleSpec';

/** A rule of a table: its spec, prepared, and its counters. */
export class Rule extends PacketCounter {
  // First what packets look at, for as few lines of the processor's cache as may be: there may be thousands of rules.
  readonly #header: HeaderTest;
  /** The destination port that its first match asks for: a number of the rule's own. */
  readonly #port: number;
  #match: MatchFunction | undefined;
  /** What an extension's target does; absent for verdicts, jumps and rules without target. @internal */
  action: TargetAction | undefined;
  /** The target, if it is a verdict. */
  readonly verdict: 'ACCEPT' | 'DROP' | 'RETURN' | undefined;
  /** The chain that the target jumps to; set when the table is committed. */
  jump: Chain | undefined = undefined;
  /** The target is `-g`, which leaves nothing to come back to. */
  readonly goto: boolean;
  /** No condition at all: TRACE then reports a verdict as the end of the chain. Linux: unconditional(). */
  readonly unconditional: boolean;
  /** A verdict about every packet: rules behind it are never reached. @internal */
  readonly decidesAlways: boolean;
  /** Leads to another chain. @internal */
  readonly jumps: boolean;
  /** Has a match or a target that remembers packets. @internal */
  readonly remembers: boolean;
  /** Has a match or a target that needs connection tracking. */
  readonly needsConntrack: boolean;
  /** The hooks that led to it when the kernel last checked it; `undefined` before. @internal */
  checkedHooks: number | undefined = undefined;
  /** Cached hash that -C and -D compare rules by; `undefined` before one of them did. @internal */
  digest: number | undefined = undefined;
  /** The rule as it was written. */
  readonly spec: RuleSpec;

  constructor(spec: RuleSpec) {
    super();
    this.spec = spec;
    this.#header = headerTest(spec);
    this.#port = portTest(spec)?.port ?? 0;
    this.#match = prepareMatches(spec);
    this.action = prepareTarget(spec.target);
    this.unconditional =
      (spec.source ??
        spec.destination ??
        spec.source6 ??
        spec.destination6 ??
        spec.inInterface ??
        spec.outInterface ??
        spec.protocol ??
        spec.fragment) === undefined && spec.matches.length === 0;
    const { target } = spec;
    const { kind } = target;
    this.verdict = verdictOf(kind);
    this.goto = kind === 'jump' && target.goto;
    this.decidesAlways = this.unconditional && this.verdict !== undefined;
    this.jumps = kind === 'jump';
    this.remembers = targetRemembers(spec.target) || spec.matches.some(matchRemembers);
    this.needsConntrack = targetNeedsConntrack(spec.target) || spec.matches.some(matchNeedsConntrack);
  }

  /** Whether all conditions hold. */
  matches(skb: SkBuff, state: HookState): boolean {
    return (
      this.#header.matches(skb.packet, state, this.#port) && (this.#match === undefined || this.#match(skb, state))
    );
  }

  /** Forgets what its matches and its target remember of packets: the kernel prepares them anew whenever the table is replaced. @internal */
  renew(): void {
    this.#match = prepareMatches(this.spec);
    this.action = prepareTarget(this.spec.target);
  }

  /** Finds the chain that the target jumps to. @internal */
  link(chains: ReadonlyMap<string, Chain>): void {
    if (this.spec.target.kind === 'jump') this.jump = chains.get(this.spec.target.chain);
  }
}

/** The verdict of a target in the program's own strings, which are compared at a glance; those that were read are not. */
function verdictOf(kind: string): Rule['verdict'] {
  switch (kind) {
    case 'ACCEPT':
      return 'ACCEPT';
    case 'DROP':
      return 'DROP';
    case 'RETURN':
      return 'RETURN';
    default:
      return undefined;
  }
}

/** All matches as one function but the port that the rule tests itself; `undefined` if there are no others, which spares the call. */
function prepareMatches(spec: RuleSpec): MatchFunction | undefined {
  const tested = portTest(spec)?.match;
  const [first, ...others] = spec.matches
    .filter((match) => match !== tested)
    .map(prepareMatch)
    .filter((match) => match !== matchesEveryPacket);
  if (first === undefined || others.length === 0) return first;
  return (skb, state) => {
    if (!first(skb, state)) return false;
    for (const match of others) if (!match(skb, state)) return false;
    return true;
  };
}

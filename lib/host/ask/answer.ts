/** What is answered, as a value: the JSON of `chainwalk why`. */
import type { Journey } from '../../lab/observe/journey';
import type { Assumption, UnknownRule } from '../build';
import type { Miss } from './misses';
import type { Question } from './question';

/**
 * `delivered`: whoever it is for answered. `dropped`: a rule or a policy threw a packet away. `rejected`: the sender was told so.
 * `lost`: the kernel itself had no use for a packet: no route, no answer, rp_filter, MTU.
 */
export type FateKind = 'delivered' | 'dropped' | 'rejected' | 'lost';

/** Who says something: iptables, nf_tables, or the kernel without a rule. */
export type Backend = 'iptables' | 'nft' | 'kernel';

/** What decided. */
export interface Decider {
  readonly backend: Backend;
  /** `filter`, or `inet firewalld`; '' for the kernel itself. */
  readonly table: string;
  readonly chain: string;
  /** 1-based as `iptables --line-numbers` counts; 0 is the chain's policy. */
  readonly rule: number;
  /** The rule as the dump has it, or what the kernel did. */
  readonly text: string;
}

/** One thing that happened to a packet in the host. */
export interface AnswerStep extends Decider {
  /** Which packet of the exchange: `request` is its first, `reply` comes the other way. */
  readonly packet: string;
  readonly hook: string;
  /** `DROP`, `DNAT`, a chain's name … */
  readonly verdict: string;
  readonly in: string;
  readonly out: string;
  /** `address:port` as the rule saw it. */
  readonly source: string;
  readonly destination: string;
  /** Whether it decided something, or only led on. */
  readonly decided: boolean;
  /** What this one packet added to the counter. */
  readonly packets: number;
  readonly bytes: number;
  /** Rules of the chain that were asked before, and did not match. */
  readonly before: readonly Miss[];
}

/** What an exchange added to a counter. */
export interface CountedRule {
  readonly table: string;
  readonly chain: string;
  /** 0 is the chain's policy. */
  readonly rule: number;
  readonly packets: number;
  readonly bytes: number;
}

/** An edit that was tried on a copy. */
export interface Remedy {
  /** The commands, one a line. */
  readonly command: string;
  /** What it does. */
  readonly why: string;
  /** The fate of the request with it. */
  readonly tried: FateKind;
  /** Requests that it lets through besides, and that it ends. */
  readonly opens: readonly string[];
  readonly closes: readonly string[];
}

/** The answer to a question. */
export interface Answer {
  readonly question: Question;
  readonly fate: FateKind;
  /** Who took it, of what was delivered. */
  readonly to: string | undefined;
  readonly by: Decider | undefined;
  /** The answer in at most five lines. */
  readonly lines: readonly string[];
  readonly steps: readonly AnswerStep[];
  readonly counters: readonly CountedRule[];
  /** What the program that asked saw. */
  readonly seen: string;
  /** What is worth knowing besides. */
  readonly notes: readonly string[];
  readonly remedies: readonly Remedy[];
  readonly assumptions: readonly Assumption[];
  /** Each packet's path through the host, for pictures. */
  readonly journeys: readonly Journey[];
  /** Rules that were kept, and whose answer is not known; `changes` is the fate if they match. */
  readonly unknown: readonly (UnknownRule & { readonly changes?: FateKind })[];
}

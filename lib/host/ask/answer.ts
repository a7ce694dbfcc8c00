/** What is answered, as a value: the JSON of `chainwalk why`. */
import type { Journey } from '../../lab/observe/journey';
import type { Captures } from '../../lab/observe/packets';
import type { Topology } from '../../lab/topology';
import type { Assumption } from '../build/assumption';
import type { UnknownRule } from '../build/unknownRule';
import type { Miss } from './miss';
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
  /** Who says it. */
  readonly backend: Backend;
  /** `filter`, or `inet firewalld`; '' for the kernel itself. */
  readonly table: string;
  /** Its name; '' for the kernel itself. */
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
  /** Where it was: `PREROUTING` … */
  readonly hook: string;
  /** `DROP`, `DNAT`, a chain's name … */
  readonly verdict: string;
  /** The device that the packet came in by; '' for the host’s own. */
  readonly in: string;
  /** The device that it leaves by, where that is known. */
  readonly out: string;
  /** `address:port` as the rule saw it. */
  readonly source: string;
  /** `address:port` as the rule saw it. */
  readonly destination: string;
  /** Whether it decided something, or only led on. */
  readonly decided: boolean;
  /** What this one packet added to the counter. */
  readonly packets: number;
  /** The same in bytes. */
  readonly bytes: number;
  /** Rules of the chain that were asked before, and did not match. */
  readonly before: readonly Miss[];
}

/** What an exchange added to a counter. */
export interface CountedRule {
  /** `filter`, or `inet firewalld`. */
  readonly table: string;
  /** Its name. */
  readonly chain: string;
  /** 0 is the chain's policy. */
  readonly rule: number;
  /** How many the exchange added. */
  readonly packets: number;
  /** Their lengths together. */
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
  /** Who takes it then, of what is delivered. */
  readonly to: string | undefined;
  /** Requests that it lets through besides. */
  readonly opens: readonly string[];
  /** Requests that it ends. */
  readonly closes: readonly string[];
}

/** A rule of the dump whose answer is not known. */
export interface UndecidedRule extends UnknownRule {
  /** Whether a packet of the exchange came to it, and it may have matched. */
  readonly asked: boolean;
  /** The fate if it matches, where that is another one. */
  readonly changes?: FateKind;
}

/** The answer to a question. */
export interface Answer {
  /** What was asked. */
  readonly question: Question;
  /** What becomes of the whole exchange. */
  readonly fate: FateKind;
  /** Who took it, of what was delivered. */
  readonly to: string | undefined;
  /** Who decided it, if somebody did. */
  readonly by: Decider | undefined;
  /** The answer in at most five lines. */
  readonly lines: readonly string[];
  /** All that happened in the host, in its order. */
  readonly steps: readonly AnswerStep[];
  /** What the whole exchange added. */
  readonly counters: readonly CountedRule[];
  /** What the program that asked saw. */
  readonly seen: string;
  /** What is worth knowing besides. */
  readonly notes: readonly string[];
  /** The nearest edits, each tried on a copy. */
  readonly remedies: readonly Remedy[];
  /** What the dumps did not say. */
  readonly assumptions: readonly Assumption[];
  /** Each packet's path through the host, for pictures. */
  readonly journeys: readonly Journey[];
  /** What interfaces carried, for pictures. */
  readonly packets: Captures;
  /** The machines that the packets came to, for pictures. */
  readonly topology: Topology;
  /** All frames as a file that Wireshark reads, if it was asked for. */
  readonly pcap?: Uint8Array;
  /** Rules that were kept, and whose answer is not known. */
  readonly unknown: readonly UndecidedRule[];
}

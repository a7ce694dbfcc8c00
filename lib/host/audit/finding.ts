/** What an audit finds: facts about a host, each shown by what was asked. */

import type { FateKind } from '../ask/answer';
import type { Question } from '../ask/question';
import type { Assumption } from '../build/assumption';
import type { UnknownRule } from '../build/unknownRule';
import type { SourceLine } from '../read/facts';

/** `error`: something is open or broken that cannot be meant so; `warning`: it may be meant so; `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** The names of all checks. */
export type CheckId =
  | 'published-past-input'
  | 'loopback-reachable'
  | 'container-routable'
  | 'shadowed-rule'
  | 'forward-drop'
  | 'masquerade-missing'
  | 'masquerade-doubled'
  | 'two-backends'
  | 'missing-chain'
  | 'empty-chain'
  | 'mtu-blackhole'
  | 'subnet-overlap'
  | 'rp-filter-drops'
  | 'icc-not-enforced'
  | 'stale-conntrack';

/** What shows a finding. */
export interface Evidence {
  /** What was asked; absent where no packet is needed, as for two rules of which one takes all that the other asks for. */
  readonly question?: Question;
  /** What became of it. */
  readonly fate?: FateKind;
  /** What decided on its path, or what the dumps say, one line each. */
  readonly path: readonly string[];
}

/** Commands that were tried on a copy of the host. */
export interface TriedRemedy {
  /** One a line. */
  readonly command: string;
  /** What was seen then, one clause. */
  readonly tried: string;
}

/** A fact about a host. */
export interface Finding {
  /** The check that found it. */
  readonly id: CheckId;
  /** How bad it is. */
  readonly severity: Severity;
  /** One sentence. */
  readonly sentence: string;
  /** At least one. */
  readonly evidence: readonly Evidence[];
  /** Absent if no edit of rules or settings mends it. */
  readonly remedy?: TriedRemedy;
  /** The line of the dumps that it is about, if there is one. */
  readonly at?: SourceLine;
}

/** What is looked for. */
export interface CheckDescription {
  /** Its name. */
  readonly id: CheckId;
  /** A few words. */
  readonly title: string;
  /** A sentence that says why it matters. */
  readonly why: string;
}

/** What an audit found. */
export interface Audit {
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** All that was looked for. */
  readonly checks: readonly CheckDescription[];
  /** What the dumps did not say. */
  readonly assumptions: readonly Assumption[];
  /** Rules whose answer is not known. */
  readonly unknown: readonly UnknownRule[];
}

const ORDER: readonly Severity[] = ['error', 'warning', 'note'];

/** Below 0 if the first is worse. */
export function compareSeverity(one: Severity, other: Severity): number {
  return ORDER.indexOf(one) - ORDER.indexOf(other);
}

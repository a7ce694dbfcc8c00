/** Targets: what a rule does with a packet, one a file. */
import type { HookState, Verdict } from '../hook';
import type { SkBuff } from '../skb';
import {
  type DnatTarget,
  type MasqueradeTarget,
  prepareDnat,
  prepareMasquerade,
  prepareSnat,
  type SnatTarget,
} from './nat';
import { prepareReject, type RejectTarget } from './reject';

export type * from './nat';
export { REJECT_WITH, type RejectTarget, type RejectWith } from './reject';

/** A verdict, or the end of the chain. */
export interface VerdictTarget {
  readonly kind: 'ACCEPT' | 'DROP' | 'RETURN';
}

/** `-j CHAIN`, or `-g CHAIN`, which does not come back. */
export interface JumpTarget {
  readonly kind: 'jump';
  readonly chain: string;
  readonly goto: boolean;
}

/** A rule that only counts. */
export interface NoTarget {
  readonly kind: 'none';
}

export type Target = VerdictTarget | JumpTarget | NoTarget | DnatTarget | SnatTarget | MasqueradeTarget | RejectTarget;

/** `CONTINUE`: the next rule is tried. */
export type TargetFunction = (skb: SkBuff, state: HookState) => Verdict | 'CONTINUE';

/** Makes the function of an extension's target; `undefined` for verdicts, jumps and none. */
export function prepareTarget(target: Target): TargetFunction | undefined {
  switch (target.kind) {
    case 'DNAT':
      return prepareDnat(target);
    case 'SNAT':
      return prepareSnat(target);
    case 'MASQUERADE':
      return prepareMasquerade(target);
    case 'REJECT':
      return prepareReject(target);
    default:
      return undefined;
  }
}

/** The name that a listing shows: the target's, or that of the chain jumped to; '' for none. */
export function targetName(target: Target): string {
  if (target.kind === 'none') return '';
  return target.kind === 'jump' ? target.chain : target.kind;
}

/** Whether rules with this target need connection tracking. Linux: nf_ct_netns_get in checkentry. */
export function targetNeedsConntrack(target: Target): boolean {
  return target.kind === 'DNAT' || target.kind === 'SNAT' || target.kind === 'MASQUERADE';
}

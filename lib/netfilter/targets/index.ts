/** Targets: what a rule does with a packet, one a file. */
import type { HookState, Verdict } from '../hook';
import type { SkBuff } from '../skb';
import { type ChecksumTarget, fillChecksum } from './checksum';
import { type ConnmarkTarget, prepareConnmarkTarget } from './connmark';
import { type CtTarget, prepareCt } from './ct';
import { type DscpTarget, prepareDscpTarget } from './dscp';
import { type LogTarget, prepareLog } from './log';
import { type MarkTarget, prepareMarkTarget } from './mark';
import {
  type DnatTarget,
  type MasqueradeTarget,
  prepareDnat,
  prepareMasquerade,
  prepareSnat,
  type SnatTarget,
} from './nat';
import { type NetmapTarget, prepareNetmap, prepareRedirect, type RedirectTarget } from './redirect';
import { prepareReject, type RejectTarget } from './reject';
import { prepareTcpmssTarget, type TcpmssTarget } from './tcpmss';
import { type TraceTarget, trace } from './trace';
import { prepareTtlTarget, type TtlTarget } from './ttl';

export type * from './checksum';
export type * from './connmark';
export type * from './ct';
export type * from './dscp';
export type * from './log';
export type * from './mark';
export type * from './nat';
export type * from './redirect';
export { REJECT_WITH, type RejectTarget, type RejectWith } from './reject';
export type * from './tcpmss';
export type * from './trace';
export type * from './ttl';

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

/** What an extension does, rather than a verdict or a jump. */
export type ExtensionTarget =
  | ChecksumTarget
  | ConnmarkTarget
  | CtTarget
  | DnatTarget
  | DscpTarget
  | LogTarget
  | MarkTarget
  | MasqueradeTarget
  | NetmapTarget
  | RedirectTarget
  | RejectTarget
  | SnatTarget
  | TcpmssTarget
  | TraceTarget
  | TtlTarget;

export type Target = VerdictTarget | JumpTarget | NoTarget | ExtensionTarget;

/** `CONTINUE`: the next rule is tried. */
export type TargetFunction = (skb: SkBuff, state: HookState) => Verdict | 'CONTINUE';

/** Makes the function of an extension's target; `undefined` for verdicts, jumps and none. */
export function prepareTarget(target: Target): TargetFunction | undefined {
  switch (target.kind) {
    case 'CHECKSUM':
      return fillChecksum;
    case 'CONNMARK':
      return prepareConnmarkTarget(target);
    case 'CT':
      return prepareCt(target);
    case 'DNAT':
      return prepareDnat(target);
    case 'DSCP':
      return prepareDscpTarget(target);
    case 'LOG':
      return prepareLog(target);
    case 'MARK':
      return prepareMarkTarget(target);
    case 'MASQUERADE':
      return prepareMasquerade(target);
    case 'NETMAP':
      return prepareNetmap(target);
    case 'REDIRECT':
      return prepareRedirect(target);
    case 'REJECT':
      return prepareReject(target);
    case 'SNAT':
      return prepareSnat(target);
    case 'TCPMSS':
      return prepareTcpmssTarget(target);
    case 'TRACE':
      return trace;
    case 'TTL':
      return prepareTtlTarget(target);
    default:
      return undefined;
  }
}

/** The name that a listing shows: the target's, or that of the chain jumped to; '' for none. */
export function targetName(target: Target): string {
  if (target.kind === 'none') return '';
  return target.kind === 'jump' ? target.chain : target.kind;
}

/** Whether the target remembers packets, as `matchRemembers` says of matches: a template may be marked. */
export function targetRemembers(target: Target): boolean {
  return target.kind === 'CT' && !target.notrack;
}

/** Targets that set up or look at a connection. A rule that only says NOTRACK needs none. */
const TRACKING: ReadonlySet<Target['kind']> = new Set(['CONNMARK', 'DNAT', 'MASQUERADE', 'NETMAP', 'REDIRECT', 'SNAT']);

/** Whether rules with this target need connection tracking. Linux: nf_ct_netns_get in checkentry. */
export function targetNeedsConntrack(target: Target): boolean {
  return TRACKING.has(target.kind) || (target.kind === 'CT' && !target.notrack);
}

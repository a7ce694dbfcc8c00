/** The registry of targets: what a rule does with a packet, one a file. */
import type { TargetAction, TargetDefinition } from '../extension';
import { actionOf } from './action';
import { CHECKSUM_TARGET, type ChecksumTarget } from './checksum';
import { CONNMARK_TARGET, type ConnmarkTarget } from './connmark';
import { CT_TARGET, type CtTarget } from './ct';
import { DNAT_TARGET, type DnatTarget } from './dnat';
import { DSCP_TARGET, type DscpTarget } from './dscp';
import { LOG_TARGET, type LogTarget } from './log';
import { MARK_TARGET, type MarkTarget } from './mark';
import { MASQUERADE_TARGET, type MasqueradeTarget } from './masquerade';
import { NETMAP_TARGET, type NetmapTarget } from './netmap';
import { NFLOG_TARGET, type NflogTarget } from './nflog';
import { REDIRECT_TARGET, type RedirectTarget } from './redirect';
import { REJECT_TARGET, type RejectTarget } from './reject';
import { SET_TARGET, type SetTarget } from './set';
import { SNAT_TARGET, type SnatTarget } from './snat';
import { TCPMSS_TARGET, type TcpmssTarget } from './tcpmss';
import { TOS_TARGET, type TosTarget } from './tos';
import { TRACE_TARGET, type TraceTarget } from './trace';
import { TTL_TARGET, type TtlTarget } from './ttl';

export type * from './checksum';
export type * from './connmark';
export type * from './ct';
export type * from './dnat';
export type * from './dscp';
export type * from './log';
export type * from './mark';
export type * from './masquerade';
export type * from './netmap';
export type * from './nflog';
export type * from './redirect';
export type * from './reject';
export type * from './set';
export type * from './snat';
export type * from './tcpmss';
export type * from './tos';
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
  | NflogTarget
  | TosTarget
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
  | SetTarget
  | SnatTarget
  | TcpmssTarget
  | TraceTarget
  | TtlTarget;

/** What a rule does with the packets that it matches. */
export type Target = VerdictTarget | JumpTarget | NoTarget | ExtensionTarget;

/** A target that is missing here, or a fact that is missing in its descriptor, does not compile. */
const TARGETS = {
  NFLOG: NFLOG_TARGET,
  TOS: TOS_TARGET,
  CHECKSUM: CHECKSUM_TARGET,
  CONNMARK: CONNMARK_TARGET,
  CT: CT_TARGET,
  DNAT: DNAT_TARGET,
  DSCP: DSCP_TARGET,
  LOG: LOG_TARGET,
  MARK: MARK_TARGET,
  MASQUERADE: MASQUERADE_TARGET,
  NETMAP: NETMAP_TARGET,
  REDIRECT: REDIRECT_TARGET,
  REJECT: REJECT_TARGET,
  SET: SET_TARGET,
  SNAT: SNAT_TARGET,
  TCPMSS: TCPMSS_TARGET,
  TRACE: TRACE_TARGET,
  TTL: TTL_TARGET,
} satisfies {
  readonly [Kind in ExtensionTarget['kind']]: TargetDefinition<Extract<ExtensionTarget, { readonly kind: Kind }>>;
};

/** Whether a target is an extension's; verdicts, jumps and none are part of the rule itself. */
export function isExtensionTarget(target: Target): target is ExtensionTarget {
  return Object.hasOwn(TARGETS, target.kind);
}

/** The descriptor of an extension's kind of target. */
export function definitionOfTarget({ kind }: ExtensionTarget): TargetDefinition<ExtensionTarget> {
  return TARGETS[kind];
}

/** Makes what an extension's target does; `undefined` for verdicts, jumps and none. */
export function prepareTarget(target: Target): TargetAction | undefined {
  return isExtensionTarget(target) ? actionOf(definitionOfTarget(target).prepare(target)) : undefined;
}

/** The name that a listing shows: the target's, or that of the chain jumped to; '' for none. */
export function targetName(target: Target): string {
  if (target.kind === 'none') return '';
  return target.kind === 'jump' ? target.chain : target.kind;
}

/** Whether the target remembers packets: it begins anew whenever its table is replaced. */
export function targetRemembers(target: Target): boolean {
  return isExtensionTarget(target) && definitionOfTarget(target).remembersPackets(target);
}

/** Whether rules with this target need connection tracking. */
export function targetNeedsConntrack(target: Target): boolean {
  return isExtensionTarget(target) && definitionOfTarget(target).needsConntrack(target);
}

/** A host audited: all that is looked for, the worst first. */
import { AuditedHost, type HostAccess } from './auditedHost';
import { EMPTY_CHAIN, MISSING_CHAIN } from './checks/chains';
import { CONTAINER_ROUTABLE } from './checks/containerRoutable';
import { FORWARD_DROP } from './checks/forwardDrop';
import { ICC_NOT_ENFORCED } from './checks/iccNotEnforced';
import { LOOPBACK_REACHABLE } from './checks/loopbackReachable';
import { MASQUERADE_MISSING } from './checks/masqueradeMissing';
import { MTU_BLACKHOLE } from './checks/mtuBlackhole';
import { PUBLISHED_PAST_INPUT } from './checks/publishedPastInput';
import { RP_FILTER_DROPS } from './checks/rpFilterDrops';
import { MASQUERADE_DOUBLED, SHADOWED_RULE } from './checks/shadowedRules';
import { STALE_CONNTRACK } from './checks/staleConntrack';
import { SUBNET_OVERLAP } from './checks/subnetOverlap';
import { TWO_BACKENDS } from './checks/twoBackends';
import { type Audit, type CheckDescription, compareSeverity, type Finding } from './finding';

/** Something that is looked for. */
interface Check extends CheckDescription {
  find(host: AuditedHost): readonly Finding[];
}

const CHECKS: readonly Check[] = [
  PUBLISHED_PAST_INPUT,
  LOOPBACK_REACHABLE,
  CONTAINER_ROUTABLE,
  FORWARD_DROP,
  RP_FILTER_DROPS,
  ICC_NOT_ENFORCED,
  MASQUERADE_MISSING,
  SUBNET_OVERLAP,
  MTU_BLACKHOLE,
  STALE_CONNTRACK,
  TWO_BACKENDS,
  MISSING_CHAIN,
  SHADOWED_RULE,
  MASQUERADE_DOUBLED,
  EMPTY_CHAIN,
];

/**
 * What an audit looks for, in words.
 *
 * @example
 * ```ts
 * import { AUDIT_CHECKS } from 'chainwalk/host';
 *
 * AUDIT_CHECKS.find(({ id }) => id === 'shadowed-rule')?.title; // → 'Rules that can never match'
 * ```
 */
export const AUDIT_CHECKS: readonly CheckDescription[] = CHECKS.map(({ id, title, why }) => ({ id, title, why }));

/** Looks for everything. @internal */
export function auditOf(access: HostAccess): Audit {
  const host = new AuditedHost(access);
  const findings = CHECKS.flatMap((check) => check.find(host));
  return {
    findings: findings.sort((one, other) => compareSeverity(one.severity, other.severity)),
    checks: AUDIT_CHECKS,
    assumptions: host.reach.assumptions,
    unknown: host.machines.rules.unknown,
  };
}

/** Whether extensions are in their place. Linux: xt_check_match, xt_check_target, net/netfilter/x_tables.c, and each extension's checkentry. */
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';
import { SYN } from '../../packet/tcp';
import { HOOKS, type HookName } from '../hook';
import type { Match } from '../matches';
import { isLimitCountable } from '../matches/limit';
import type { Target } from '../targets';
import type { RuleSpec } from './rule';
import type { TableName } from './table';

export type EntryError = 'EINVAL' | 'ERANGE';

export function hookBit(hook: HookName): number {
  return 1 << HOOKS.indexOf(hook);
}

function hookBits(...hooks: HookName[]): number {
  return hooks.reduce((bits, hook) => bits | hookBit(hook), 0);
}

/** What is wrong with a rule of a table that the hooks in `hooks` lead to; `undefined` for nothing. */
export function checkEntry(spec: RuleSpec, table: TableName, hooks: number): EntryError | undefined {
  if (!spec.matches.every((match) => isMatchAllowed(match, spec, hooks))) return 'EINVAL';
  if (!spec.matches.every((match) => match.kind !== 'limit' || isLimitCountable(match))) return 'ERANGE';
  return isTargetAllowed(spec, table, hooks) ? undefined : 'EINVAL';
}

/** The tables and hooks of targets that do not work everywhere. */
const TARGET_PLACES: Partial<Record<Target['kind'], { readonly table: TableName; readonly hooks: number }>> = {
  CHECKSUM: { table: 'mangle', hooks: hookBits(...HOOKS) },
  CT: { table: 'raw', hooks: hookBits('PREROUTING', 'OUTPUT') },
  DNAT: { table: 'nat', hooks: hookBits('PREROUTING', 'OUTPUT') },
  DSCP: { table: 'mangle', hooks: hookBits(...HOOKS) },
  MASQUERADE: { table: 'nat', hooks: hookBits('POSTROUTING') },
  NETMAP: { table: 'nat', hooks: hookBits('PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING') },
  REDIRECT: { table: 'nat', hooks: hookBits('PREROUTING', 'OUTPUT') },
  REJECT: { table: 'filter', hooks: hookBits('INPUT', 'FORWARD', 'OUTPUT') },
  SNAT: { table: 'nat', hooks: hookBits('POSTROUTING', 'INPUT') },
  TRACE: { table: 'raw', hooks: hookBits('PREROUTING', 'OUTPUT') },
  TTL: { table: 'mangle', hooks: hookBits(...HOOKS) },
};
const HAS_WAY_OUT = hookBits('FORWARD', 'OUTPUT', 'POSTROUTING');

function isTargetAllowed(spec: RuleSpec, table: TableName, hooks: number): boolean {
  const { target } = spec;
  const place = TARGET_PLACES[target.kind];
  if (place !== undefined && (place.table !== table || (hooks & ~place.hooks) !== 0)) return false;
  switch (target.kind) {
    case 'REJECT':
      return target.with !== 'tcp-reset' || hasProtocol(spec, PROTOCOL_TCP);
    case 'TCPMSS':
      if (target.size === 'clamp' && (hooks & ~HAS_WAY_OUT) !== 0) return false;
      return hasProtocol(spec, PROTOCOL_TCP) && spec.matches.some(wantsSyn);
    default:
      return true;
  }
}

/** Linux: find_syn_match. */
function wantsSyn(match: Match): boolean {
  return match.kind === 'tcp' && match.flags !== undefined && !match.flags.invert && (match.flags.compare & SYN) !== 0;
}

const NO_INPUT = hookBits('OUTPUT', 'POSTROUTING');
const NO_OUTPUT = hookBits('PREROUTING', 'INPUT');

function isMatchAllowed(match: Match, spec: RuleSpec, hooks: number): boolean {
  switch (match.kind) {
    case 'tcp':
    case 'tcpmss':
      return hasProtocol(spec, PROTOCOL_TCP);
    case 'udp':
      return hasProtocol(spec, PROTOCOL_UDP);
    case 'icmp':
      return hasProtocol(spec, PROTOCOL_ICMP);
    case 'multiport':
      return spec.protocol !== undefined && !spec.protocol.invert;
    case 'addrtype':
      return (
        (hooks & (match.limitInterface === 'in' ? NO_INPUT : match.limitInterface === 'out' ? NO_OUTPUT : 0)) === 0
      );
    case 'mac':
      return (hooks & NO_INPUT) === 0;
    case 'owner':
      return (hooks & ~NO_INPUT) === 0 && isForwards(match.uid) && isForwards(match.gid);
    case 'physdev':
      // A packet of the machine's own has no port to go out by yet.
      return (
        (match.out ?? match.isOut) === undefined ||
        match.isBridged?.invert === false ||
        (hooks & hookBit('OUTPUT')) === 0
      );
    default:
      return true;
  }
}

function isForwards(range: { readonly from: number; readonly to: number } | undefined): boolean {
  return range === undefined || range.from <= range.to;
}

function hasProtocol({ protocol }: RuleSpec, wanted: number): boolean {
  return protocol !== undefined && !protocol.invert && protocol.value === wanted;
}

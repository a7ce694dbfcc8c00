/**
 * Docker's own chains: removed and made anew when dockerd starts. libnetwork: drivers/bridge/setup_ip_tables.go
 * (setupIPChains, removeIPChains) and firewall_linux.go (arrangeUserFilterRule).
 */
import { formatPrefix, LOOPBACK_BLOCK } from '../../packet';
import type { Firewall, FirewallTable } from './firewall';

/** The chain of published ports, in nat and in filter. */
export const DOCKER = 'DOCKER';
/** The administrator's chain in filter. */
const DOCKER_USER = 'DOCKER-USER';
/** Packets that leave a bridge for another device go on to the second stage. */
export const STAGE_1 = 'DOCKER-ISOLATION-STAGE-1';
/** Drops packets that would leave by a bridge. */
export const STAGE_2 = 'DOCKER-ISOLATION-STAGE-2';
/** The chain of versions before 17.06. */
const OLD_ISOLATION = 'DOCKER-ISOLATION';

const CHAINS: readonly (readonly [FirewallTable, string])[] = [
  ['nat', DOCKER],
  ['filter', DOCKER],
  ['filter', STAGE_1],
  ['filter', STAGE_2],
];

/** Packets to one of the machine's own addresses. */
export const TO_LOCAL = ['-m', 'addrtype', '--dst-type', 'LOCAL'] as const;
const LOOPBACK = formatPrefix(LOOPBACK_BLOCK);

/** The jump from nat OUTPUT; with docker-proxy loopback addresses are left to it. */
export function outputJump(userlandProxy: boolean): readonly string[] {
  return [...TO_LOCAL, '-j', DOCKER, ...(userlandProxy ? ['!', '--dst', LOOPBACK] : [])];
}

/** Empties the chains that an earlier run left, and removes those that nothing jumps to. */
export function removeChains(firewall: Firewall): void {
  firewall.try('-L', '-n');
  firewall.remove('filter', 'FORWARD', ['-j', OLD_ISOLATION]);
  firewall.try('-t', 'nat', '-D', 'PREROUTING', ...TO_LOCAL, '-j', DOCKER);
  firewall.try('-t', 'nat', '-D', 'OUTPUT', ...TO_LOCAL, '!', '--dst', LOOPBACK, '-j', DOCKER);
  firewall.try('-t', 'nat', '-D', 'OUTPUT', ...TO_LOCAL, '-j', DOCKER);
  firewall.try('-t', 'nat', '-D', 'PREROUTING');
  firewall.try('-t', 'nat', '-D', 'OUTPUT');
  for (const [table, chain] of [...CHAINS, ['filter', OLD_ISOLATION] as const]) {
    firewall.try('-t', table, '-F', chain);
    firewall.try('-t', table, '-X', chain);
  }
}

/** Makes the chains; those of isolation end by returning. */
export function setUpChains(firewall: Firewall): void {
  for (const [table, chain] of CHAINS) makeChain(firewall, table, chain);
  for (const chain of [STAGE_1, STAGE_2]) firewall.ensureFilter('-A', chain, ['-j', 'RETURN']);
}

/** DOCKER-USER, for rules of the administrator, comes first in FORWARD: put there again with each network. */
export function arrangeUserChain(firewall: Firewall): void {
  makeChain(firewall, 'filter', DOCKER_USER);
  firewall.ensureFilter('-A', DOCKER_USER, ['-j', 'RETURN']);
  moveJumpToTop(firewall, DOCKER_USER);
}

/** FORWARD jumps to the chain first: an older jump is deleted, and with it its counters. */
export function moveJumpToTop(firewall: Firewall, chain: string): void {
  firewall.removeFilter('FORWARD', ['-j', chain]);
  firewall.run('-I', 'FORWARD', '-j', chain);
}

function makeChain(firewall: Firewall, table: FirewallTable, chain: string): void {
  if (!firewall.try('-t', table, '-n', '-L', chain)) firewall.run('-t', table, '-N', chain);
}

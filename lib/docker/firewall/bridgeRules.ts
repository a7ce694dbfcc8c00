/**
 * The rules of one bridge network. Most are inserted, so that the newest network's come first.
 * libnetwork: drivers/bridge/setup_ip_tables.go (setupIPTablesInternal, setupInternalNetworkRules).
 */
import { DOCKER, moveJumpToTop, outputJump, STAGE_1, STAGE_2, TO_LOCAL } from './chains';
import type { Firewall } from './firewall';

/** A bridge network, as far as its rules depend on it. */
export interface BridgeRules {
  readonly bridge: string;
  /** `172.17.0.0/16` */
  readonly subnet: string;
  readonly internal: boolean;
  readonly icc: boolean;
  readonly ipMasquerade: boolean;
  readonly userlandProxy: boolean;
}

/** Adds a network's rules that are not there yet. Throws a `DockerError` if iptables fails. */
export function addBridgeRules(firewall: Firewall, rules: BridgeRules): void {
  if (rules.internal) {
    for (const rule of internalRules(rules)) firewall.ensureFilter('-I', STAGE_1, rule);
    setContainerCommunication(firewall, rules);
    moveJumpToTop(firewall, STAGE_1);
    return;
  }
  const { bridge, userlandProxy } = rules;
  for (const [chain, rule] of natRules(rules)) firewall.ensure('nat', '-I', chain, rule);
  setContainerCommunication(firewall, rules);
  firewall.ensureFilter('-I', 'FORWARD', outgoing(bridge));
  ensureOnce(firewall, 'nat', 'PREROUTING', [...TO_LOCAL, '-j', DOCKER]);
  ensureOnce(firewall, 'nat', 'OUTPUT', outputJump(userlandProxy));
  for (const rule of incoming(bridge)) ensureOnce(firewall, 'filter', 'FORWARD', rule);
  moveJumpToTop(firewall, STAGE_1);
  for (const [chain, rule] of isolationRules(bridge)) firewall.ensure('filter', '-I', chain, rule);
}

/** Deletes those of a network's rules that are there. */
export function removeBridgeRules(firewall: Firewall, rules: BridgeRules): void {
  const { bridge, icc } = rules;
  const betweenContainers = ['-i', bridge, '-o', bridge, '-j', icc ? 'ACCEPT' : 'DROP'];
  if (rules.internal) {
    for (const rule of internalRules(rules)) firewall.removeFilter(STAGE_1, rule);
    firewall.removeFilter('FORWARD', betweenContainers);
    return;
  }
  for (const [chain, rule] of natRules(rules)) firewall.remove('nat', chain, rule);
  firewall.removeFilter('FORWARD', betweenContainers);
  firewall.removeFilter('FORWARD', outgoing(bridge));
  for (const rule of incoming(bridge)) {
    // libnetwork runs -C twice: to choose its action, and again before it deletes.
    if (firewall.has('filter', 'FORWARD', rule)) firewall.removeFilter('FORWARD', rule);
  }
  for (const [chain, rule] of isolationRules(bridge)) firewall.remove('filter', chain, rule);
}

/** Containers go out under the machine's address, and to published ports of their own bridge by docker-proxy. */
function natRules({
  bridge,
  subnet,
  ipMasquerade,
  userlandProxy,
}: BridgeRules): readonly (readonly [string, readonly string[]])[] {
  const masquerade = ['POSTROUTING', ['-s', subnet, '!', '-o', bridge, '-j', 'MASQUERADE']] as const;
  const toProxy = [DOCKER, ['-i', bridge, '-j', 'RETURN']] as const;
  const fromLocal = [
    'POSTROUTING',
    ['-m', 'addrtype', '--src-type', 'LOCAL', '-o', bridge, '-j', 'MASQUERADE'],
  ] as const;
  return [
    ...(ipMasquerade ? [masquerade] : []),
    ...(ipMasquerade && userlandProxy ? [toProxy] : []),
    ...(userlandProxy ? [] : [fromLocal]),
  ];
}

/** Whether containers of one bridge may talk: one rule takes the place of the other. */
function setContainerCommunication(firewall: Firewall, { bridge, icc }: BridgeRules): void {
  const between = ['-i', bridge, '-o', bridge] as const;
  firewall.try('-D', 'FORWARD', ...between, '-j', icc ? 'DROP' : 'ACCEPT');
  if (icc) firewall.ensureFilter('-I', 'FORWARD', [...between, '-j', 'ACCEPT']);
  else firewall.ensureFilter('-A', 'FORWARD', [...between, '-j', 'DROP']);
}

/** As libnetwork's ProgramChain does it: nat jumps appended, filter rules inserted, and a second -C for a rule that is there. */
function ensureOnce(firewall: Firewall, table: 'nat' | 'filter', chain: string, rule: readonly string[]): void {
  if (firewall.has(table, chain, rule)) firewall.has(table, chain, rule);
  else if (table === 'nat') firewall.run('-t', 'nat', '-A', chain, ...rule);
  else firewall.run('-I', chain, ...rule);
}

function outgoing(bridge: string): readonly string[] {
  return ['-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT'];
}

function incoming(bridge: string): readonly (readonly string[])[] {
  return [
    ['-o', bridge, '-j', DOCKER],
    ['-o', bridge, '-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT'],
  ];
}

/** Packets from one bridge that would leave by another are dropped. */
function isolationRules(bridge: string): readonly (readonly [string, readonly string[]])[] {
  return [
    [STAGE_1, ['-i', bridge, '!', '-o', bridge, '-j', STAGE_2]],
    [STAGE_2, ['-o', bridge, '-j', 'DROP']],
  ];
}

/** Nothing enters an internal network or leaves it. */
function internalRules({ bridge, subnet }: BridgeRules): readonly (readonly string[])[] {
  return [
    ['-i', bridge, '!', '-d', subnet, '-j', 'DROP'],
    ['-o', bridge, '!', '-s', subnet, '-j', 'DROP'],
  ];
}

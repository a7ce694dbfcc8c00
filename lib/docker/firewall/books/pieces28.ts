/** What the generations from 28 on share: FORWARD jumps to chains of Docker's own, and unpublished ports are closed by a rule. */
import type { ChainName, EndpointFacts, Family, GatewayMode, NetworkFacts, PortFacts, StartFacts } from '../ruleBook';
import { first, gone, last, type RuleStep, type Step } from '../step';
import {
  DOCKER,
  ESTABLISHED,
  hairpin,
  keepApart,
  leaveToProxy,
  masquerade,
  masqueradeLocal,
  natJumps,
  OLD_ISOLATION,
  PORT_RULE,
  portRule,
  STAGE_1,
  STAGE_2,
  titledTranslation,
} from './pieces';

export const FORWARD_CHAIN = 'DOCKER-FORWARD';
export const BRIDGE_CHAIN = 'DOCKER-BRIDGE';
export const CT_CHAIN = 'DOCKER-CT';
/** Takes the place of the isolation chains in 29. */
export const INTERNAL_CHAIN = 'DOCKER-INTERNAL';

/** Chains that an engine of 28 or before may have left behind, those that jump to others before these. */
export const LEFT_CHAINS: readonly ChainName[] = [
  ['nat', DOCKER],
  ...[FORWARD_CHAIN, BRIDGE_CHAIN, CT_CHAIN, STAGE_1, STAGE_2, OLD_ISOLATION, DOCKER].map(
    (chain): ChainName => ['filter', chain],
  ),
];

/** A chain of `filter` takes what is forwarded; the jump stays for all networks. */
function jumpFirst(chain: string, target: string): Step {
  return { action: 'top', table: 'filter', chain, rule: ['-j', target], shared: true };
}

/** The set of 28.0.0 that has the subnets of all networks that are not internal. */
export function externalSet(family: Family): string {
  return `docker-ext-bridges-${family.slice(2)}`;
}

/** FORWARD's rules of 28.0.0 for all networks in the set, in the order in which they are put first. */
export function setRules(family: Family): readonly (readonly string[])[] {
  const inSet = ['-m', 'set', '--match-set', externalSet(family), 'dst'];
  return [
    [...inSet, '-j', DOCKER],
    ['-j', STAGE_1],
    [...inSet, ...ESTABLISHED],
  ];
}

/** FORWARD hands over to DOCKER-FORWARD: established connections first, then what `isolation` keeps apart, then the bridges' ports. */
export function startForwarding(facts: StartFacts, isolation: string): readonly Step[] {
  return [
    ...natJumps(facts),
    jumpFirst('FORWARD', FORWARD_CHAIN),
    jumpFirst(FORWARD_CHAIN, BRIDGE_CHAIN),
    jumpFirst(FORWARD_CHAIN, isolation),
    jumpFirst(FORWARD_CHAIN, CT_CHAIN),
    ...setRules(facts.family).map((rule) => gone('filter', 'FORWARD', rule)),
  ];
}

/** What generations before 28.0.1 had in FORWARD for the bridge. */
function withoutOlderRules(bridge: string): readonly Step[] {
  return [
    ['-o', bridge, ...ESTABLISHED],
    ['-o', bridge, '-j', DOCKER],
    ['-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT'],
    ['-i', bridge, '-o', bridge, '-j', 'ACCEPT'],
    ['-i', bridge, '-o', bridge, '-j', 'DROP'],
    ['-i', bridge, '-j', 'ACCEPT'],
  ].map((rule) => gone('filter', 'FORWARD', rule));
}

/** Rules of nat for a network that is not internal. */
export function natOfNetwork(network: NetworkFacts, leavesToProxy: boolean): readonly Step[] {
  const { ipMasquerade, userlandProxy, gatewayMode } = network;
  return [
    ...(ipMasquerade && gatewayMode !== 'routed' ? [masquerade(network)] : []),
    ...(leavesToProxy && ipMasquerade && userlandProxy ? [leaveToProxy(network)] : []),
    ...(userlandProxy ? [] : [masqueradeLocal(network)]),
  ];
}

/** Rules of filter for a network that is not internal, but for its isolation. */
export function filterOfNetwork({ family, bridge, icc, gatewayMode }: NetworkFacts): readonly Step[] {
  return [
    ...withoutOlderRules(bridge),
    ...ping(family, bridge, gatewayMode),
    ...outgoing(bridge, icc, FORWARD_CHAIN),
    endOfNetwork(bridge, gatewayMode),
    last('filter', CT_CHAIN, ['-o', bridge, ...ESTABLISHED]),
    last('filter', BRIDGE_CHAIN, ['-o', bridge, '-j', DOCKER]),
  ];
}

/** Containers of a routed network are reached by ICMP. */
export function ping(family: Family, bridge: string, gatewayMode: GatewayMode): readonly Step[] {
  if (gatewayMode !== 'routed') return [];
  const protocol = family === 'ipv6' ? 'icmpv6' : 'icmp';
  return [last('filter', DOCKER, ['-o', bridge, '-p', protocol, '-j', 'ACCEPT'])];
}

const OUTGOING = { title: 'ACCEPT OUTGOING' } as const;

/** What leaves the bridge, and what stays on it. */
export function outgoing(bridge: string, icc: boolean, chain: string): readonly Step[] {
  if (icc) return [last('filter', chain, ['-i', bridge, '-j', 'ACCEPT'], OUTGOING)];
  return [
    last('filter', chain, ['-i', bridge, '-o', bridge, '-j', 'DROP']),
    last('filter', chain, ['-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT'], OUTGOING),
  ];
}

/** What becomes of packets for the network that no port lets in. */
export function endOfNetwork(bridge: string, gatewayMode: GatewayMode): Step {
  const verdict = gatewayMode === 'nat-unprotected' ? 'ACCEPT' : 'DROP';
  return last('filter', DOCKER, ['!', '-i', bridge, '-o', bridge, '-j', verdict]);
}

/** Between bridges: DOCKER-ISOLATION-STAGE-1 and -2. */
export function isolationOfNetwork({ bridge, gatewayMode }: NetworkFacts): readonly Step[] {
  const routed = [
    first('filter', STAGE_1, ['-o', bridge, '-j', 'RETURN']),
    first('filter', STAGE_1, ['-i', bridge, ...ESTABLISHED]),
  ];
  return [...(gatewayMode === 'routed' ? routed : []), ...keepApart(bridge, last)];
}

/** All rules of an internal network, those that close it in `chain`. */
export function internalNetwork(
  network: NetworkFacts,
  rules: readonly (readonly string[])[],
  chain: string,
): readonly Step[] {
  const { bridge, icc } = network;
  return [
    ...rules.map((rule) => first('filter', chain, rule)),
    ...withoutOlderRules(bridge),
    last('filter', FORWARD_CHAIN, ['-i', bridge, '-o', bridge, '-j', icc ? 'ACCEPT' : 'DROP']),
  ];
}

/** From 28.2: nothing from outside its bridge is for a container's own address. */
export function closeAddress(endpoint: EndpointFacts): readonly Step[] {
  const { bridge, containerAddress, trustedInterfaces } = endpoint;
  if (!translatesOnly(endpoint)) return [];
  return [
    ...trustedInterfaces.map((name) => last('raw', 'PREROUTING', ['-d', containerAddress, '-i', name, '-j', 'ACCEPT'])),
    last('raw', 'PREROUTING', ['-d', containerAddress, '!', '-i', bridge, '-j', 'DROP']),
  ];
}

/** Until 28.1: a published port is not reached at the container's address. */
export function closePort(port: PortFacts): readonly Step[] {
  const { bridge, containerAddress, protocol, containerPort } = port;
  if (!translatesOnly(port)) return [];
  const rule = ['-p', protocol, '-d', containerAddress, '--dport', `${containerPort}`, '!', '-i', bridge, '-j', 'DROP'];
  return [last('raw', 'PREROUTING', rule)];
}

function translatesOnly({ internal, gatewayMode, allowDirectRouting, withoutRaw }: EndpointFacts): boolean {
  return !internal && gatewayMode === 'nat' && !allowDirectRouting && !withoutRaw;
}

/** A port of a loopback address is not reached from outside, whatever a neighbour writes into its packets. */
export function closeLoopback({ hostAddress, protocol, hostPort, withoutRaw }: PortFacts): readonly Step[] {
  if (!hostAddress.startsWith('127.') || withoutRaw) return [];
  const rule = ['-p', protocol, '-d', hostAddress, '--dport', `${hostPort}`, '!', '-i', 'lo', '-j', 'DROP'];
  return [last('raw', 'PREROUTING', rule)];
}

/** Neighbours with link-local addresses are left to docker-proxy: an answer would not know its interface. */
function withoutLinkLocal({ family }: PortFacts, step: RuleStep): Step {
  return family === 'ipv6' ? { ...step, rule: [...step.rule, '!', '-s', 'fe80::/10'] } : step;
}

/** Translation and acceptance of a port; the accepting rule stands before the bridge's last one. */
export function openPort(port: PortFacts): readonly Step[] {
  const { gatewayMode, userlandProxy } = port;
  const isRouted = gatewayMode === 'routed';
  return [
    ...(isRouted ? [] : [withoutLinkLocal(port, titledTranslation(port))]),
    ...(isRouted || userlandProxy ? [] : [hairpin(port)]),
    ...(gatewayMode === 'nat-unprotected' ? [] : [first('filter', DOCKER, portRule(port), PORT_RULE)]),
  ];
}

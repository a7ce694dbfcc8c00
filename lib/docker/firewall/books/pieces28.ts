/** What the generations from 28 on share: FORWARD jumps to chains of Docker's own, and unpublished ports are closed by a rule. */
import type { ChainName, EndpointFacts, NetworkFacts, PortFacts } from '../ruleBook';
import { first, gone, last, type Step } from '../step';
import {
  DOCKER,
  ESTABLISHED,
  hairpin,
  leaveToProxy,
  masquerade,
  masqueradeLocal,
  natJumps,
  OLD_ISOLATION,
  portRule,
  STAGE_1,
  STAGE_2,
  translate,
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

/** FORWARD hands over to DOCKER-FORWARD: established connections first, then what `isolation` keeps apart, then the bridges' ports. */
export function startForwarding(userlandProxy: boolean, isolation: string): readonly Step[] {
  return [
    ...natJumps(userlandProxy),
    gone('filter', 'FORWARD', ['-j', STAGE_1]),
    jumpFirst('FORWARD', FORWARD_CHAIN),
    jumpFirst(FORWARD_CHAIN, BRIDGE_CHAIN),
    jumpFirst(FORWARD_CHAIN, isolation),
    jumpFirst(FORWARD_CHAIN, CT_CHAIN),
  ];
}

/** What generations before 28 had in FORWARD for the bridge. */
function withoutOlderRules(bridge: string): readonly Step[] {
  return [
    ['-o', bridge, ...ESTABLISHED],
    ['-o', bridge, '-j', DOCKER],
    ['-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT'],
    ['-i', bridge, '-o', bridge, '-j', 'ACCEPT'],
    ['-i', bridge, '-o', bridge, '-j', 'DROP'],
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
export function filterOfNetwork({ bridge, icc, gatewayMode }: NetworkFacts): readonly Step[] {
  const isOpen = gatewayMode === 'nat-unprotected';
  return [
    ...withoutOlderRules(bridge),
    ...(gatewayMode === 'routed' ? [last('filter', DOCKER, ['-o', bridge, '-p', 'icmp', '-j', 'ACCEPT'])] : []),
    ...outgoing(bridge, icc),
    last('filter', DOCKER, ['!', '-i', bridge, '-o', bridge, '-j', isOpen ? 'ACCEPT' : 'DROP']),
    last('filter', CT_CHAIN, ['-o', bridge, ...ESTABLISHED]),
    last('filter', BRIDGE_CHAIN, ['-o', bridge, '-j', DOCKER]),
  ];
}

function outgoing(bridge: string, icc: boolean): readonly Step[] {
  if (icc) return [last('filter', FORWARD_CHAIN, ['-i', bridge, '-j', 'ACCEPT'])];
  return [
    last('filter', FORWARD_CHAIN, ['-i', bridge, '-o', bridge, '-j', 'DROP']),
    last('filter', FORWARD_CHAIN, ['-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT']),
  ];
}

/** Between bridges: DOCKER-ISOLATION-STAGE-1 and -2. */
export function isolationOfNetwork({ bridge, gatewayMode }: NetworkFacts): readonly Step[] {
  const routed = [
    first('filter', STAGE_1, ['-o', bridge, '-j', 'RETURN']),
    first('filter', STAGE_1, ['-i', bridge, ...ESTABLISHED]),
  ];
  return [
    ...(gatewayMode === 'routed' ? routed : []),
    last('filter', STAGE_1, ['-i', bridge, '!', '-o', bridge, '-j', STAGE_2]),
    first('filter', STAGE_2, ['-o', bridge, '-j', 'DROP']),
  ];
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

/** Translation and acceptance of a port; the accepting rule stands before the bridge's last one. */
export function openPort(port: PortFacts): readonly Step[] {
  const { gatewayMode, userlandProxy } = port;
  const isRouted = gatewayMode === 'routed';
  return [
    ...(isRouted ? [] : [translate(port)]),
    ...(isRouted || userlandProxy ? [] : [hairpin(port)]),
    ...(gatewayMode === 'nat-unprotected' ? [] : [first('filter', DOCKER, portRule(port))]),
  ];
}

/**
 * The rules of 29 with nftables: a table of its own, whose base chains find the chains of a packet's bridges in verdict maps.
 * libnetwork: drivers/bridge/internal/nftabler.
 */
import { ANY_ADDRESS, ANY_ADDRESS6 } from '../../network/portSpec';
import type { EndpointFacts, Family, NetworkFacts, PortFacts } from '../ruleBook';
import { type BasePlace, type NftChange, rule } from './nftChange';

/** As nft calls them. */
export const FAMILIES = { ipv4: 'ip', ipv6: 'ip6' } as const satisfies Readonly<Record<Family, string>>;

/** The chain of published ports. */
const PORTS = 'nat-prerouting-and-output';
const RAW = 'raw-PREROUTING';

/** Groups of rules, in their order. */
const FIRST = 0;
const MARKED = 1;
/** Links of old, which are not modelled, have the group between. */
const ICC = 3;
const PUBLISHED = 4;
const FINAL = 5;
/** Of raw-PREROUTING. */
const CLOSED = 1;

const BASE_CHAINS: Readonly<Record<string, BasePlace>> = {
  'filter-FORWARD': { type: 'filter', hook: 'forward', priority: 0 },
  'nat-OUTPUT': { type: 'nat', hook: 'output', priority: -100 },
  'nat-POSTROUTING': { type: 'nat', hook: 'postrouting', priority: 100 },
  'nat-PREROUTING': { type: 'nat', hook: 'prerouting', priority: -100 },
  [RAW]: { type: 'filter', hook: 'prerouting', priority: -300 },
};

/** Maps from a bridge to its chain; packets enter a bridge by `in`, and leave it by `out`. */
const MAPS = ['filter-forward-in', 'filter-forward-out', 'nat-postrouting-in', 'nat-postrouting-out'] as const;

const LOOPBACK = { ipv4: 'ip daddr != 127.0.0.0/8 ', ipv6: 'ip6 daddr != ::1 ' };
const ICMP = { ipv4: 'ip protocol icmp', ipv6: 'meta l4proto ipv6-icmp' };
const ESTABLISHED = 'ct state established,related counter accept';

/** What is there before any network; with docker-proxy loopback addresses are left to it. */
export function tableChanges(family: Family, userlandProxy: boolean): readonly NftChange[] {
  const toPorts = `fib daddr type local counter jump ${PORTS}`;
  return [
    ...Object.entries(BASE_CHAINS).map(([name, base]): NftChange => ({ kind: 'chain', name, base })),
    { kind: 'chain', name: PORTS },
    ...MAPS.map((name): NftChange => ({ kind: 'map', name: jumpsOf(name) })),
    rule('filter-FORWARD', FIRST, `oifname vmap @${jumpsOf('filter-forward-in')}`),
    rule('filter-FORWARD', FIRST, `iifname vmap @${jumpsOf('filter-forward-out')}`),
    rule('nat-POSTROUTING', FIRST, `iifname vmap @${jumpsOf('nat-postrouting-out')}`),
    rule('nat-POSTROUTING', FIRST, `oifname vmap @${jumpsOf('nat-postrouting-in')}`),
    rule('nat-PREROUTING', FIRST, toPorts),
    rule('nat-OUTPUT', FIRST, `${userlandProxy ? LOOPBACK[family] : ''}${toPorts}`),
  ];
}

/** A network's four chains, and the elements that lead to them. */
export function networkChanges(network: NetworkFacts): readonly NftChange[] {
  const { bridge } = network;
  return [
    ...MAPS.flatMap((name): NftChange[] => [
      { kind: 'chain', name: chainOf(name, bridge) },
      { kind: 'element', map: jumpsOf(name), key: bridge, verdict: `jump ${chainOf(name, bridge)}` },
    ]),
    rule(chainOf('filter-forward-in', bridge), FIRST, ESTABLISHED),
    rule(chainOf('filter-forward-out', bridge), FIRST, ESTABLISHED),
    ...(network.internal ? internalRules(network) : openRules(network)),
  ];
}

function internalRules({ bridge, icc }: NetworkFacts): readonly NftChange[] {
  const [enter, leave] = [chainOf('filter-forward-in', bridge), chainOf('filter-forward-out', bridge)];
  return [
    rule(enter, FIRST, `iifname != "${bridge}" counter drop comment "INTERNAL NETWORK INGRESS"`),
    rule(leave, FIRST, `oifname != "${bridge}" counter drop comment "INTERNAL NETWORK EGRESS"`),
    rule(enter, ICC, `counter ${icc ? 'accept' : 'drop'} comment "ICC"`),
  ];
}

function openRules(network: NetworkFacts): readonly NftChange[] {
  const { family, bridge, subnet, icc, acceptMark, gatewayMode, ipMasquerade, outgoingAddress, userlandProxy } =
    network;
  const [enter, leave] = [chainOf('filter-forward-in', bridge), chainOf('filter-forward-out', bridge)];
  const [verdict, name] =
    outgoingAddress === undefined ? ['masquerade', 'MASQUERADE'] : [`snat to ${outgoingAddress}`, 'SNAT'];
  const fromNetwork = `oifname != "${bridge}" ${FAMILIES[family]} saddr ${subnet} counter ${verdict} comment "${name}"`;
  const fromHost = `fib saddr type local counter ${verdict} comment "${name} FROM HOST"`;
  const last =
    gatewayMode === 'nat-unprotected' ? 'accept comment "UNPROTECTED"' : 'drop comment "UNPUBLISHED PORT DROP"';
  const isRouted = gatewayMode === 'routed';
  return [
    ...(acceptMark === undefined
      ? []
      : [rule(enter, MARKED, `meta mark ${sayMark(acceptMark)} counter accept comment "ALLOW FW MARK"`)]),
    rule(enter, ICC, `iifname "${bridge}" counter ${icc ? 'accept' : 'drop'} comment "ICC"`),
    rule(leave, FIRST, 'counter accept comment "OUTGOING"'),
    rule(enter, FINAL, `counter ${last}`),
    ...(isRouted ? [rule(enter, FIRST, `${ICMP[family]} counter accept comment "ICMP"`)] : []),
    ...(ipMasquerade && !isRouted ? [rule(chainOf('nat-postrouting-out', bridge), FIRST, fromNetwork)] : []),
    ...(userlandProxy ? [] : [rule(chainOf('nat-postrouting-in', bridge), FIRST, fromHost)]),
  ];
}

/** Nothing from outside its bridge is for a container's own address. */
export function endpointChanges(endpoint: EndpointFacts): readonly NftChange[] {
  const { family, bridge, internal, gatewayMode, allowDirectRouting, trustedInterfaces, containerAddress } = endpoint;
  if (internal || gatewayMode !== 'nat' || allowDirectRouting) return [];
  const names = [bridge, ...trustedInterfaces].map((name) => `"${name}"`);
  const others = names.length === 1 ? names.join() : `{ ${names.join(', ')} }`;
  const text = `${FAMILIES[family]} daddr ${containerAddress} iifname != ${others} counter drop comment "DROP DIRECT ACCESS"`;
  return [rule(RAW, CLOSED, text)];
}

/** Published ports of one container: what lets them in, what translates them, and what closes those of loopback addresses. */
export function portChanges(ports: readonly PortFacts[]): readonly NftChange[] {
  return [
    ...ports.flatMap(letIn),
    ...ports.flatMap(translate),
    ...ports.flatMap(masqueradeToItself),
    ...ports.flatMap(closeLoopback),
  ];
}

/** Several ports of the machine may lead to one of the container. */
function letIn({
  family,
  bridge,
  gatewayMode,
  containerAddress,
  protocol,
  containerPort,
}: PortFacts): readonly NftChange[] {
  if (gatewayMode === 'nat-unprotected') return [];
  const text = `${FAMILIES[family]} daddr ${containerAddress} ${protocol} dport ${containerPort} counter accept`;
  return [rule(chainOf('filter-forward-in', bridge), PUBLISHED, text, { isShared: true })];
}

function translate(port: PortFacts): readonly NftChange[] {
  const {
    family,
    bridge,
    userlandProxy,
    hostAddress,
    protocol,
    hostPort,
    containerAddress,
    containerPort,
    gatewayMode,
  } = port;
  if (gatewayMode === 'routed') return [];
  const from = userlandProxy ? `iifname != "${bridge}" ` : '';
  const isAny = hostAddress === ANY_ADDRESS || hostAddress === ANY_ADDRESS6;
  const to = isAny ? '' : `${FAMILIES[family]} daddr ${hostAddress} `;
  // Link-local neighbours are left to docker-proxy.
  const others = family === 'ipv6' ? 'ip6 saddr != fe80::/10 ' : '';
  const address = family === 'ipv6' ? `[${containerAddress}]` : containerAddress;
  const target = `counter dnat to ${address}:${containerPort} comment "DNAT"`;
  return [rule(PORTS, FIRST, `${from}${others}${to}${protocol} dport ${hostPort} ${target}`)];
}

/** A container that asks for its own published port. That the rule must not be there yet is a defect of 29: two ports of the machine cannot lead to one of the container. */
function masqueradeToItself(port: PortFacts): readonly NftChange[] {
  const { family, bridge, userlandProxy, gatewayMode, containerAddress: address, protocol, containerPort } = port;
  const ip = FAMILIES[family];
  if (userlandProxy || gatewayMode === 'routed') return [];
  const text = `${ip} saddr ${address} ${ip} daddr ${address} ${protocol} dport ${containerPort} counter masquerade comment "MASQ TO OWN PORT"`;
  return [rule(chainOf('nat-postrouting-in', bridge), FIRST, text, { from: MASQUERADE_LINE })];
}

/** As errors name it. */
const MASQUERADE_LINE =
  '/go/src/github.com/docker/docker/daemon/libnetwork/drivers/bridge/internal/nftabler/port.go:161';

/** A port of a loopback address is not reached from outside, whatever a neighbour writes into its packets. */
function closeLoopback({ hostAddress, protocol, hostPort, gatewayMode }: PortFacts): readonly NftChange[] {
  if (!hostAddress.startsWith('127.') || gatewayMode === 'routed') return [];
  const text = `iifname != "lo" ip daddr ${hostAddress} ${protocol} dport ${hostPort} counter drop comment "DROP REMOTE LOOPBACK"`;
  return [rule(RAW, CLOSED, text)];
}

/** A mark that is looked at through a mask: `0x1/0xff`. */
function sayMark(mark: string): string {
  const [value = '', mask] = mark.split('/');
  return mask === undefined ? value : `and ${mask} == ${value}`;
}

function jumpsOf(name: (typeof MAPS)[number]): string {
  return `${name}-jumps`;
}

function chainOf(name: (typeof MAPS)[number], bridge: string): string {
  return `${name}__${bridge}`;
}

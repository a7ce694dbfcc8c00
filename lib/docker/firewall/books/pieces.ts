/** Chains and rules that several generations share, as libnetwork writes them. */
import { formatIpv6, formatPrefix, IPV6_LOOPBACK, LOOPBACK_BLOCK } from '../../../packet';
import { ANY_ADDRESS, ANY_ADDRESS6 } from '../../network/portSpec';
import type { ChainName, Family, NetworkFacts, PortFacts, StartFacts } from '../ruleBook';
import { first, last, type RuleStep, type Step, top } from '../step';

/** The chain of published ports, in nat and in filter. */
export const DOCKER = 'DOCKER';
/** The administrator's chain in filter. */
export const DOCKER_USER = 'DOCKER-USER';
/** Packets that leave a bridge for another device go on to the second stage. */
export const STAGE_1 = 'DOCKER-ISOLATION-STAGE-1';
/** Drops packets that would leave by a bridge. */
export const STAGE_2 = 'DOCKER-ISOLATION-STAGE-2';
/** The chain of versions before 17.06. */
export const OLD_ISOLATION = 'DOCKER-ISOLATION';

/** Chains that every generation until 28 has. */
export const FIRST_CHAINS: readonly ChainName[] = [
  ['nat', DOCKER],
  ['filter', DOCKER],
  ['filter', STAGE_1],
  ['filter', STAGE_2],
];

/** What an engine of before 28.0.1 may have left behind. */
export const FIRST_OLD_CHAINS: readonly ChainName[] = [...FIRST_CHAINS, ['filter', OLD_ISOLATION]];

/** Packets to one of the machine's own addresses. */
export const TO_LOCAL = ['-m', 'addrtype', '--dst-type', 'LOCAL'] as const;
export const ESTABLISHED = ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT'] as const;

/** The loopback addresses of a family. */
export function loopbackOf(family: Family): string {
  return family === 'ipv6' ? `${formatIpv6(IPV6_LOOPBACK)}/128` : formatPrefix(LOOPBACK_BLOCK);
}

/** nat's jumps to DOCKER; with docker-proxy loopback addresses are left to it. */
export function natJumps({ family, userlandProxy }: StartFacts): readonly Step[] {
  const extras = { calls: 'twice', shared: true } as const;
  const jump = [...TO_LOCAL, '-j', DOCKER];
  return [
    last('nat', 'PREROUTING', jump, extras),
    last('nat', 'OUTPUT', [...jump, ...(userlandProxy ? ['!', '--dst', loopbackOf(family)] : [])], extras),
  ];
}

/** The jump to DOCKER-USER comes first in FORWARD. */
export function userJump(): Step {
  return top('FORWARD', ['-j', DOCKER_USER]);
}

/** Containers go out under the machine's address. */
export function masquerade({ bridge, subnet, outgoingAddress }: NetworkFacts): Step {
  return first('nat', 'POSTROUTING', ['-s', subnet, '!', '-o', bridge, ...outgoingTarget(outgoingAddress)]);
}

/** Published ports of the containers' own bridge are left to docker-proxy. */
export function leaveToProxy({ bridge }: NetworkFacts): Step {
  return first('nat', DOCKER, ['-i', bridge, '-j', 'RETURN'], { title: 'SKIP DNAT' });
}

/** Without docker-proxy: what the machine itself sends into a bridge has the bridge's address. */
export function masqueradeLocal({ bridge, outgoingAddress }: NetworkFacts): Step {
  return first('nat', 'POSTROUTING', [
    ...['-m', 'addrtype', '--src-type', 'LOCAL', '-o', bridge],
    ...outgoingTarget(outgoingAddress),
  ]);
}

function outgoingTarget(address: string | undefined): readonly string[] {
  return address === undefined ? ['-j', 'MASQUERADE'] : ['-j', 'SNAT', '--to-source', address];
}

/** What comes from the bridge does not go to another one; where the first stage has its rule, generations differ. */
export function keepApart(bridge: string, place: typeof first): readonly Step[] {
  return [
    place('filter', STAGE_1, ['-i', bridge, '!', '-o', bridge, '-j', STAGE_2]),
    first('filter', STAGE_2, ['-o', bridge, '-j', 'DROP']),
  ];
}

/** Nothing enters an internal network or leaves it. */
export function internalRules({ family, bridge, subnet }: NetworkFacts): readonly (readonly string[])[] {
  // Link-local packets of IPv6 go on inside.
  if (family === 'ipv6') {
    return [
      ['-i', bridge, '!', '-o', bridge, '!', '-d', subnet, '-j', 'DROP'],
      ['!', '-i', bridge, '-o', bridge, '!', '-s', subnet, '-j', 'DROP'],
    ];
  }
  return [
    ['-i', bridge, '!', '-d', subnet, '-j', 'DROP'],
    ['-o', bridge, '!', '-s', subnet, '-j', 'DROP'],
  ];
}

/** A published port leads to the container. */
export function translate(port: PortFacts): RuleStep {
  const { family, bridge, protocol, hostAddress, hostPort, containerAddress, containerPort, userlandProxy } = port;
  const destination = hostAddress === ANY_ADDRESS || hostAddress === ANY_ADDRESS6 ? '0/0' : hostAddress;
  const container = family === 'ipv6' ? `[${containerAddress}]` : containerAddress;
  return last('nat', DOCKER, [
    ...['-p', protocol, '-d', destination, '--dport', `${hostPort}`],
    ...['-j', 'DNAT', '--to-destination', `${container}:${containerPort}`],
    ...(userlandProxy ? ['!', '-i', bridge] : []),
  ]);
}

/** From 27 on complaints call a port's rules by names. libnetwork: drivers/bridge/port_mapping_linux.go (appendOrDelChainRule). */
export function titledTranslation(port: PortFacts): RuleStep {
  return { ...translate(port), title: 'DNAT' };
}

export const PORT_RULE = { title: 'OPEN PORT' } as const;

/** What is let in to a published port. */
export function portRule({ bridge, protocol, containerAddress, containerPort }: PortFacts): readonly string[] {
  return [
    ...['!', '-i', bridge, '-o', bridge, '-p', protocol, '-d', containerAddress],
    ...['--dport', `${containerPort}`, '-j', 'ACCEPT'],
  ];
}

/** A container that asks for its own published port is answered by itself: under the bridge's address. */
export function hairpin({ protocol, containerAddress, containerPort }: PortFacts): Step {
  return last('nat', 'POSTROUTING', [
    ...['-p', protocol, '-s', containerAddress, '-d', containerAddress],
    ...['--dport', `${containerPort}`, '-j', 'MASQUERADE'],
  ]);
}

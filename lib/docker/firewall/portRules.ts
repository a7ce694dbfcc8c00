/** The rules of one published port, appended and deleted by their text. libnetwork: iptables.go (ChainInfo.Forward). */
import { ANY_ADDRESS } from '../network/portSpec';
import { DOCKER } from './chains';
import type { Firewall, FirewallTable } from './firewall';

/** A published port, as far as its rules depend on it. */
export interface PortRules {
  readonly bridge: string;
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0` for all addresses. */
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerAddress: string;
  readonly containerPort: number;
  readonly userlandProxy: boolean;
}

/** Adds a port's rules that are not there yet. Throws a `DockerError` if iptables fails. */
export function addPortRules(firewall: Firewall, port: PortRules): void {
  for (const [table, chain, rule] of rulesOf(port)) firewall.ensure(table, '-A', chain, rule);
}

/** Deletes those of a port's rules that are there. */
export function removePortRules(firewall: Firewall, port: PortRules): void {
  for (const [table, chain, rule] of rulesOf(port)) firewall.remove(table, chain, rule);
}

function rulesOf(port: PortRules): readonly (readonly [FirewallTable, string, readonly string[]])[] {
  const { bridge, protocol, hostAddress, hostPort, containerAddress, containerPort, userlandProxy } = port;
  const to = `${containerAddress}:${containerPort}`;
  const destination = hostAddress === ANY_ADDRESS ? '0/0' : hostAddress;
  return [
    [
      'nat',
      DOCKER,
      [
        ...['-p', protocol, '-d', destination, '--dport', `${hostPort}`, '-j', 'DNAT', '--to-destination', to],
        ...(userlandProxy ? ['!', '-i', bridge] : []),
      ],
    ],
    [
      'filter',
      DOCKER,
      [
        '!',
        '-i',
        bridge,
        '-o',
        bridge,
        '-p',
        protocol,
        '-d',
        containerAddress,
        '--dport',
        `${containerPort}`,
        '-j',
        'ACCEPT',
      ],
    ],
    [
      'nat',
      'POSTROUTING',
      [
        '-p',
        protocol,
        '-s',
        containerAddress,
        '-d',
        containerAddress,
        '--dport',
        `${containerPort}`,
        '-j',
        'MASQUERADE',
      ],
    ],
  ];
}

/**
 * Names of protocols and services. Userspace: /etc/protocols, /etc/services and xtables_chain_protos,
 * libxtables/xtables.c. Services are only the common ones: others are shown as numbers, where a machine with a
 * longer /etc/services shows a name.
 */
import { parseUnsigned } from './numbers';

const PROTOCOLS: ReadonlyMap<number, readonly string[]> = new Map([
  [0, ['ip', 'hopopt', 'all']],
  [1, ['icmp']],
  [2, ['igmp']],
  [3, ['ggp']],
  [4, ['ipencap', 'ip-encap']],
  [5, ['st']],
  [6, ['tcp']],
  [8, ['egp']],
  [9, ['igp']],
  [12, ['pup']],
  [17, ['udp']],
  [20, ['hmp']],
  [22, ['xns-idp']],
  [27, ['rdp']],
  [29, ['iso-tp4']],
  [33, ['dccp']],
  [36, ['xtp']],
  [37, ['ddp']],
  [38, ['idpr-cmtp']],
  [41, ['ipv6']],
  [43, ['ipv6-route']],
  [44, ['ipv6-frag']],
  [45, ['idrp']],
  [46, ['rsvp']],
  [47, ['gre']],
  [50, ['esp', 'ipsec-esp']],
  [51, ['ah', 'ipsec-ah']],
  [57, ['skip']],
  [58, ['ipv6-icmp', 'icmpv6']],
  [59, ['ipv6-nonxt']],
  [60, ['ipv6-opts']],
  [73, ['rspf']],
  [81, ['vmtp']],
  [88, ['eigrp']],
  [89, ['ospf', 'ospfigp']],
  [93, ['ax.25']],
  [94, ['ipip']],
  [97, ['etherip']],
  [98, ['encap']],
  [103, ['pim']],
  [108, ['ipcomp']],
  [112, ['vrrp']],
  [115, ['l2tp']],
  [124, ['isis']],
  [132, ['sctp']],
  [133, ['fc']],
  [135, ['mobility-header']],
  [136, ['udplite']],
  [137, ['mpls-in-ip']],
  [138, ['manet']],
  [139, ['hip']],
  [140, ['shim6']],
  [141, ['wesp']],
  [142, ['rohc']],
  [143, ['ethernet']],
]);

/** The names that iptables knows without asking /etc/protocols. */
const BUILTIN_PROTOCOLS: ReadonlySet<number> = new Set([1, 6, 17, 50, 51, 58, 132, 136]);

/** A protocol by number or name; `undefined` for one that is unknown. */
export function parseProtocol(text: string): number | undefined {
  const number = parseUnsigned(text, 255);
  if (number !== undefined) return number;
  for (const [protocol, names] of PROTOCOLS) {
    if (names.includes(text)) return protocol;
  }
  return undefined;
}

/** A protocol's name; `all` for 0, `undefined` for one without a name. */
export function protocolName(protocol: number, builtinOnly = false): string | undefined {
  if (protocol === 0) return 'all';
  return builtinOnly && !BUILTIN_PROTOCOLS.has(protocol) ? undefined : PROTOCOLS.get(protocol)?.[0];
}

type Service = readonly [name: string, port: number, ...protocols: ('tcp' | 'udp')[]];

const SERVICES: readonly Service[] = [
  ['tcpmux', 1, 'tcp'],
  ['echo', 7, 'tcp', 'udp'],
  ['discard', 9, 'tcp', 'udp'],
  ['systat', 11, 'tcp'],
  ['daytime', 13, 'tcp', 'udp'],
  ['netstat', 15, 'tcp'],
  ['ftp-data', 20, 'tcp'],
  ['ftp', 21, 'tcp'],
  ['ssh', 22, 'tcp'],
  ['telnet', 23, 'tcp'],
  ['smtp', 25, 'tcp'],
  ['time', 37, 'tcp', 'udp'],
  ['domain', 53, 'tcp', 'udp'],
  ['bootps', 67, 'udp'],
  ['bootpc', 68, 'udp'],
  ['tftp', 69, 'udp'],
  ['http', 80, 'tcp'],
  ['kerberos', 88, 'tcp', 'udp'],
  ['pop3', 110, 'tcp'],
  ['sunrpc', 111, 'tcp', 'udp'],
  ['ntp', 123, 'udp'],
  ['netbios-ns', 137, 'udp'],
  ['netbios-ssn', 139, 'tcp'],
  ['imap2', 143, 'tcp'],
  ['snmp', 161, 'tcp', 'udp'],
  ['bgp', 179, 'tcp'],
  ['ldap', 389, 'tcp', 'udp'],
  ['https', 443, 'tcp', 'udp'],
  ['microsoft-ds', 445, 'tcp', 'udp'],
  ['isakmp', 500, 'udp'],
  ['syslog', 514, 'udp'],
  ['submission', 587, 'tcp'],
  ['ldaps', 636, 'tcp', 'udp'],
  ['imaps', 993, 'tcp'],
  ['pop3s', 995, 'tcp'],
  ['openvpn', 1194, 'tcp', 'udp'],
  ['nfs', 2049, 'tcp', 'udp'],
  ['mysql', 3306, 'tcp'],
  ['postgresql', 5432, 'tcp'],
  ['http-alt', 8080, 'tcp', 'udp'],
];

/** A port's service name; `undefined` for one without a name, or a protocol without ports. */
export function serviceName(port: number, protocol: string | undefined): string | undefined {
  return SERVICES.find(
    ([, number, ...protocols]) => number === port && protocols.some((known) => known === protocol),
  )?.[0];
}

/** The port of a service; of any protocol if none is given. */
export function servicePort(name: string, protocol?: string): number | undefined {
  return SERVICES.find(
    ([known, , ...protocols]) =>
      known === name && (protocol === undefined || protocols.some((one) => one === protocol)),
  )?.[1];
}

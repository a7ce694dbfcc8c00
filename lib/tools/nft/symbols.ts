/** Names of values. Userspace: the symbol tables of src/datatype.c, src/proto.c, src/ct.c, src/meta.c and src/fib.c; /etc/protocols. */
import type { TypeName } from '../../netfilter/nf';

type Names = Readonly<Record<string, number>>;

/** The first name of a number is the one that is printed. */
export const SYMBOLS: Partial<Readonly<Record<TypeName, Names>>> = {
  boolean: { exists: 1, missing: 0 },
  ct_dir: { original: 0, reply: 1 },
  ct_state: { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 },
  ct_status: { expected: 1, 'seen-reply': 2, assured: 4, confirmed: 8, snat: 16, dnat: 32, dying: 512 },
  dscp: {
    cs0: 0, lephb: 1, cs1: 8, af11: 10, af12: 12, af13: 14, cs2: 16, af21: 18, af22: 20, af23: 22, cs3: 24, af31: 26,
    af32: 28, af33: 30, cs4: 32, af41: 34, af42: 36, af43: 38, cs5: 40, va: 44, ef: 46, cs6: 48, cs7: 56,
  },
  ether_type: { ip: 0x0800, arp: 0x0806, '8021q': 0x8100, vlan: 0x8100, ip6: 0x86dd, '8021ad': 0x88a8 },
  fib_addrtype: {
    unspec: 0, unicast: 1, local: 2, broadcast: 3, anycast: 4, multicast: 5, blackhole: 6, unreachable: 7, prohibit: 8,
  },
  icmp_code: {
    'net-unreachable': 0, 'host-unreachable': 1, 'prot-unreachable': 2, 'port-unreachable': 3, 'frag-needed': 4,
    'net-prohibited': 9, 'host-prohibited': 10, 'admin-prohibited': 13,
  },
  icmp_type: {
    'echo-reply': 0, 'destination-unreachable': 3, 'source-quench': 4, redirect: 5, 'echo-request': 8,
    'router-advertisement': 9, 'router-solicitation': 10, 'time-exceeded': 11, 'parameter-problem': 12,
    'timestamp-request': 13, 'timestamp-reply': 14, 'info-request': 15, 'info-reply': 16, 'address-mask-request': 17,
    'address-mask-reply': 18,
  },
  icmpv6_type: {
    'destination-unreachable': 1, 'packet-too-big': 2, 'time-exceeded': 3, 'parameter-problem': 4, 'echo-request': 128,
    'echo-reply': 129, 'mld-listener-query': 130, 'mld-listener-report': 131, 'mld-listener-done': 132,
    'mld-listener-reduction': 132, 'nd-router-solicit': 133, 'nd-router-advert': 134, 'nd-neighbor-solicit': 135,
    'nd-neighbor-advert': 136, 'nd-redirect': 137, 'router-renumbering': 138, 'ind-neighbor-solicit': 141,
    'ind-neighbor-advert': 142, 'mld2-listener-report': 143,
  },
  inet_proto: {
    ip: 0, icmp: 1, igmp: 2, ggp: 3, ipencap: 4, st: 5, tcp: 6, egp: 8, igp: 9, pup: 12, udp: 17, hmp: 20,
    'xns-idp': 22, rdp: 27, 'iso-tp4': 29, dccp: 33, xtp: 36, ddp: 37, 'idpr-cmtp': 38, ipv6: 41, 'ipv6-route': 43,
    'ipv6-frag': 44, idrp: 45, rsvp: 46, gre: 47, esp: 50, ah: 51, skip: 57, 'ipv6-icmp': 58, icmpv6: 58,
    'ipv6-nonxt': 59, 'ipv6-opts': 60, rspf: 73, vmtp: 81, eigrp: 88, ospf: 89, 'ax.25': 93, ipip: 94, etherip: 97,
    encap: 98, pim: 103, ipcomp: 108, comp: 108, vrrp: 112, l2tp: 115, isis: 124, sctp: 132, fc: 133,
    'mobility-header': 135, udplite: 136, 'mpls-in-ip': 137, manet: 138, hip: 139, shim6: 140, wesp: 141, rohc: 142,
    ethernet: 143,
  },
  nf_proto: { ipv4: 2, ipv6: 10 },
  pkt_type: { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 },
  tcp_flag: { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 },
};

/** Codes of ICMPv6 that a rejection may have. */
export const ICMPV6_CODES: Names = {
  'no-route': 0, 'admin-prohibited': 1, 'addr-unreachable': 3, 'port-unreachable': 4, 'policy-fail': 5, 'reject-route': 6,
};

/** Codes of a rejection in either family. */
export const ICMPX_CODES: Names = { 'no-route': 0, 'port-unreachable': 1, 'host-unreachable': 2, 'admin-prohibited': 3 };

/** The name of a number; `undefined` if it has none. */
export function nameIn(names: Names | undefined, value: number): string | undefined {
  for (const name in names) if (names[name] === value) return name;
  return undefined;
}

/** The number of a name; `undefined` if there is none such. */
export function numberIn(names: Names | undefined, name: string): number | undefined {
  return names !== undefined && Object.hasOwn(names, name) ? names[name] : undefined;
}

/** icmp6 of ip6tables: type and code. Userspace: extensions/libip6t_icmp6.c. */
import { icmpMatch, type Named } from './icmp';

/** Types, each followed by its codes and other names (RFC 4443, RFC 4861). */
const NAMES: readonly Named[] = [
  ['destination-unreachable', 1],
  ['no-route', 1, 0],
  ['communication-prohibited', 1, 1],
  ['beyond-scope', 1, 2],
  ['address-unreachable', 1, 3],
  ['port-unreachable', 1, 4],
  ['failed-policy', 1, 5],
  ['reject-route', 1, 6],
  ['packet-too-big', 2],
  ['time-exceeded', 3],
  ['ttl-exceeded', 3],
  ['ttl-zero-during-transit', 3, 0],
  ['ttl-zero-during-reassembly', 3, 1],
  ['parameter-problem', 4],
  ['bad-header', 4, 0],
  ['unknown-header-type', 4, 1],
  ['unknown-option', 4, 2],
  ['echo-request', 128],
  ['ping', 128],
  ['echo-reply', 129],
  ['pong', 129],
  ['router-solicitation', 133],
  ['router-advertisement', 134],
  ['neighbour-solicitation', 135],
  ['neighbor-solicitation', 135],
  ['neighbour-advertisement', 136],
  ['neighbor-advertisement', 136],
  ['redirect', 137],
];

/** What the tool knows of match icmp6. */
export const icmp6 = icmpMatch({
  name: 'icmp6',
  option: 'icmpv6-type',
  shown: 'ipv6-icmp',
  title: 'ICMPv6',
  names: NAMES,
  any: undefined,
});

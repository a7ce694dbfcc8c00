/** Why a rule did not match a packet: the first condition that failed, with what the packet had instead. */
import { type HookState, type Match, prepareMatch, type RuleSpec, type SkBuff } from '../../netfilter';
import { contains, formatIpv4, formatTcpFlags, type Ipv4Packet } from '../../packet';
import { ruleText } from '../../tools/iptables';

/** Matches that change when they are asked: they are not asked a second time. */
const REMEMBER = ['limit', 'hashlimit', 'recent', 'statistic', 'connlimit', 'quota'];
const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

/** The clause for a rule that did not match. */
export function missOf(spec: RuleSpec, skb: SkBuff, state: HookState): string {
  const { packet } = skb;
  const header = headerMiss(spec, packet, state);
  if (header !== undefined) return header;
  const failed = spec.matches.find((match) => !REMEMBER.includes(match.kind) && !prepareMatch(match)(skb, state));
  const rest = failed ?? spec.matches.find((match) => REMEMBER.includes(match.kind));
  if (rest === undefined) return 'its conditions did not hold';
  const asked = ruleText({ matches: [rest], target: { kind: 'none' } });
  return `${asked}: ${matchValue(rest, skb, state)}`;
}

function headerMiss(spec: RuleSpec, packet: Ipv4Packet, state: HookState): string | undefined {
  const { source, destination, inInterface, outInterface, protocol } = spec;
  const asked = (part: Partial<RuleSpec>) => ruleText({ matches: [], target: { kind: 'none' }, ...part });
  if (source !== undefined && contains(source.value, packet.source) === source.invert)
    return `${asked({ source })}: it is from ${formatIpv4(packet.source)}`;
  if (destination !== undefined && contains(destination.value, packet.destination) === destination.invert)
    return `${asked({ destination })}: it is for ${formatIpv4(packet.destination)}`;
  if (inInterface !== undefined && isNamed(inInterface.value, state.in?.name) === inInterface.invert)
    return `${asked({ inInterface })}: it ${state.in === undefined ? 'is the host’s own' : `came in by ${state.in.name}`}`;
  if (outInterface !== undefined && isNamed(outInterface.value, state.out?.name) === outInterface.invert)
    return `${asked({ outInterface })}: it ${state.out === undefined ? 'is for the host itself' : `leaves by ${state.out.name}`}`;
  if (protocol !== undefined && (packet.protocol === protocol.value) === protocol.invert)
    return `${asked({ protocol })}: it is ${PROTOCOLS[packet.protocol] ?? `protocol ${packet.protocol}`}`;
  return undefined;
}

function isNamed(pattern: string, name: string | undefined): boolean {
  if (pattern.endsWith('+')) return (name ?? '').startsWith(pattern.slice(0, -1));
  return pattern === (name ?? '');
}

/** What a packet has of what a match asks for. */
export function matchValue(match: Match, { packet, notes }: SkBuff, state: HookState): string {
  const { transport } = packet;
  switch (match.kind) {
    case 'conntrack':
      return `its state is ${notes.untracked ? 'UNTRACKED' : notes.conntrack === undefined ? 'INVALID' : notes.conntrackInfo}`;
    case 'addrtype':
      return `${formatIpv4(packet.source)} is ${state.host.addressType(packet.source)}, ${formatIpv4(packet.destination)} is ${state.host.addressType(packet.destination)}`;
    case 'mark':
      return `its mark is 0x${notes.mark.toString(16)}`;
    case 'connmark':
      return `its connection’s mark is 0x${(notes.conntrack?.mark ?? 0).toString(16)}`;
    case 'length':
      return `it has ${packet.totalLength} bytes`;
    case 'ttl':
      return `its TTL is ${packet.ttl}`;
    case 'string':
      return 'the bytes are not in this packet';
    case 'set':
      return 'it is not in the set';
    default:
      if (REMEMBER.includes(match.kind)) return 'what it remembers of packets before did not let it match';
  }
  if (transport.kind === 'tcp')
    return `it is from port ${transport.sourcePort} to port ${transport.destinationPort}, flags ${formatTcpFlags(transport.flags)}`;
  if (transport.kind === 'udp') return `it is from port ${transport.sourcePort} to port ${transport.destinationPort}`;
  if (transport.kind === 'icmp') return `it is ICMP type ${transport.type}, code ${transport.code}`;
  return 'it has none';
}

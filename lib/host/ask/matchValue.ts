/** What a packet has of what a match asks for. */
import { type HookState, type Match, matchRemembers, type SkBuff } from '../../netfilter';
import { formatIpv4, formatMac, formatTcpFlags } from '../../packet';

/** One clause: `its state is NEW`, `it is for port 8080`. Of a match with several conditions, those that it has. */
export function matchValue(match: Match, { packet, notes, sourceMac }: SkBuff, state: HookState): string {
  const { transport } = packet;
  const ports = 'sourcePort' in transport ? transport : undefined;
  switch (match.kind) {
    case 'tcp':
    case 'udp': {
      if (ports === undefined) return 'it has no ports';
      const clauses = [
        ...(match.sourcePorts === undefined ? [] : [`from port ${ports.sourcePort}`]),
        ...(match.destinationPorts === undefined ? [] : [`for port ${ports.destinationPort}`]),
      ];
      if (clauses.length > 0) return `it is ${clauses.join(', ')}`;
      return transport.kind === 'tcp' ? `its flags are ${formatTcpFlags(transport.flags)}` : 'it is no such datagram';
    }
    case 'multiport':
      if (ports === undefined) return 'it has no ports';
      if (match.which === 'source') return `it is from port ${ports.sourcePort}`;
      if (match.which === 'destination') return `it is for port ${ports.destinationPort}`;
      return `it is from port ${ports.sourcePort} for port ${ports.destinationPort}`;
    case 'icmp':
      return transport.kind === 'icmp' ? `its type is ${transport.type}, its code ${transport.code}` : 'it is no ICMP';
    case 'conntrack': {
      const connection = notes.conntrack?.original.tuple;
      if (match.states === undefined && connection !== undefined)
        return `its connection was asked for from ${formatIpv4(connection.source)}:${connection.sourceKey} to ${formatIpv4(connection.destination)}:${connection.destinationKey}`;
      return `its state is ${notes.untracked ? 'UNTRACKED' : connection === undefined ? 'INVALID' : notes.conntrackInfo}`;
    }
    case 'addrtype': {
      const types = {
        source: state.host.addressType(packet.source),
        destination: state.host.addressType(packet.destination),
      };
      return `${formatIpv4(packet.source)} is ${types.source}, ${formatIpv4(packet.destination)} is ${types.destination}`;
    }
    case 'iprange':
      return `it is from ${formatIpv4(packet.source)} for ${formatIpv4(packet.destination)}`;
    case 'mark':
      return `its mark is 0x${notes.mark.toString(16)}`;
    case 'connmark':
      return `its connection’s mark is 0x${(notes.conntrack?.mark ?? 0).toString(16)}`;
    case 'length':
      return `it has ${packet.totalLength} bytes`;
    case 'ttl':
      return `its TTL is ${packet.ttl}`;
    case 'tos':
    case 'dscp':
      return `its type of service is 0x${packet.typeOfService.toString(16).padStart(2, '0')}`;
    case 'mac':
      return state.in === undefined ? 'it is the host’s own' : `it is from ${formatMac(sourceMac)}`;
    case 'owner':
      return ownerText(notes.owner);
    case 'physdev':
      return `it came in by ${notes.physicalIn === undefined ? 'no port of a bridge' : `the port ${notes.physicalIn.name}`}`;
    case 'string':
      return 'the bytes are not in this packet';
    case 'set':
      return 'the set says otherwise';
    default:
      return changesWhenAsked(match) ? 'what it remembers of packets before did not let it match' : 'it is not so';
  }
}

/** Whether another answer may come the next time: of what the match remembers itself, and of what lists and buckets hold. */
export function changesWhenAsked(match: Match): boolean {
  return matchRemembers(match) || match.kind === 'recent' || match.kind === 'hashlimit';
}

function ownerText(owner: SkBuff['notes']['owner']): string {
  if (owner === undefined) return 'it is no program’s of this host';
  return owner === 'kernel' ? 'it is the kernel’s own' : `it is of user ${owner.uid}, group ${owner.gid}`;
}

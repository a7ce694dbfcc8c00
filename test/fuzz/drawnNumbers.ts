/** Ports and identifiers that NAT drew. A connection's tuples show that a number was changed; the value does not show it. */
import { type Tuple, tupleOf } from '../../lib/netfilter';
import { type Ipv4Packet, PROTOCOL_ICMP } from '../../lib/packet';

/** Rules give source ports out of these, which lie between those that are drawn. Linux: nf_nat_l4proto_unique_tuple. */
const GIVEN = { from: 512, to: 599 } as const;
/** Stands in the place of a number that was drawn; no generated packet has it. */
const HIDDEN = 65_535;

/** Whether the number that replies come back to was drawn. */
function isDrawn(original: Tuple, reply: Tuple): boolean {
  const number = replyKey(reply);
  return number !== original.sourceKey && (number < GIVEN.from || number > GIVEN.to);
}

function replyKey({ protocol, sourceKey, destinationKey }: Tuple): number {
  return protocol === PROTOCOL_ICMP ? sourceKey : destinationKey;
}

/** The tuple of replies, with the number hidden that was drawn. */
export function hideInReply(original: Tuple, reply: Tuple): Tuple {
  if (!isDrawn(original, reply)) return reply;
  return reply.protocol === PROTOCOL_ICMP ? { ...reply, sourceKey: HIDDEN } : { ...reply, destinationKey: HIDDEN };
}

/** Remembers the connections of a case, and hides in its packets what was drawn for them. */
export class DrawnNumbers {
  readonly #ends = new Set<string>();

  /** A connection was entered into the table. */
  note(original: Tuple, reply: Tuple): void {
    if (!isDrawn(original, reply)) return;
    const { protocol, source, destination, sourceKey } = reply;
    this.#ends.add(endOf(protocol, destination, replyKey(reply), source, sourceKey));
    if (protocol === PROTOCOL_ICMP) this.#ends.add(endOf(protocol, source, sourceKey, destination, sourceKey));
  }

  /** The packet, and the one that it quotes, with drawn numbers hidden; the same value if it has none. */
  hide(packet: Ipv4Packet): Ipv4Packet {
    const { transport } = packet;
    const { protocol, source, destination, sourceKey, destinationKey } = tupleOf(packet);
    switch (transport.kind) {
      case 'tcp':
      case 'udp': {
        const hidden = {
          ...(this.#has(protocol, source, sourceKey, destination, destinationKey) && { sourcePort: HIDDEN }),
          ...(this.#has(protocol, destination, destinationKey, source, sourceKey) && { destinationPort: HIDDEN }),
        };
        return Object.keys(hidden).length === 0 ? packet : { ...packet, transport: { ...transport, ...hidden } };
      }
      case 'icmp': {
        const { quoted } = transport;
        if (quoted !== undefined) {
          const inner = this.hide(quoted.packet);
          const changed = { ...transport, quoted: { ...quoted, packet: inner } };
          return inner === quoted.packet ? packet : { ...packet, transport: changed };
        }
        if (!this.#has(protocol, source, sourceKey, destination, sourceKey)) return packet;
        return { ...packet, transport: { ...transport, rest: ((HIDDEN << 16) | (transport.rest & 0xffff)) >>> 0 } };
      }
      case 'opaque':
        return packet;
    }
  }

  #has(...end: Parameters<typeof endOf>): boolean {
    return this.#ends.size > 0 && this.#ends.has(endOf(...end));
  }
}

/** One end of a packet, as its peer sees it. */
function endOf(protocol: number, address: number, key: number, peer: number, peerKey: number): string {
  return `${protocol} ${address}:${key} ${peer}:${peerKey}`;
}

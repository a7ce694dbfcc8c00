/**
 * Sightings at interfaces joined into packets. Captures do not say which sightings are one packet, so they are joined in
 * order: the same flags, lengths and window at the next interface in that direction, soon enough, with an end in common.
 * Not told apart: packets that are alike in all of this and overtake each other.
 */
import type { CapturedPacket } from '../../lab/observe/packets';
import { itemAt } from '../itemAt';
import { packetSign } from '../packets/packetIndex';
import { destinationOf, sourceOf } from '../packets/packetWords';
import type { Lane } from './lanes';

/** A packet as one interface saw it. */
export interface Sighting {
  /** Index of the lane. */
  readonly lane: number;
  readonly packet: CapturedPacket;
}

/** One packet on its path from lane to lane. */
export interface Chain {
  readonly sightings: readonly Sighting[];
  readonly rightward: boolean;
  /** When it was first seen, in ms. */
  readonly t: number;
}

/** Longest time between sightings of one packet at neighbouring interfaces, in ms. */
export const PATIENCE = 100;
/** How far clocks may disagree, in ms. */
export const DISAGREEMENT = 0.2;

/** The port that was picked for this connection, the larger one, with the end that it is at. */
function ownPort({ sourcePort = 0, destinationPort = 0 }: CapturedPacket): string {
  return sourcePort > destinationPort ? `from ${sourcePort}` : `to ${destinationPort}`;
}

/**
 * How much speaks for two sightings being one packet, 0 if nothing does. NAT may rewrite one end, or both where a
 * masqueraded packet is also DNATed; then the picked port remains.
 */
function kinship(a: CapturedPacket, b: CapturedPacket): number {
  const same = Number(sourceOf(a) === sourceOf(b)) + Number(destinationOf(a) === destinationOf(b));
  if (a.protocol === 'arp') return same === 2 ? 3 : 0;
  return same > 0 ? same + 1 : Number(a.sourcePort !== undefined && ownPort(a) === ownPort(b));
}

/** Which of the packets a sighting continues: the nearest kin, and of those that are equally near the one that came first; -1 for none. */
export function findContinued(open: readonly CapturedPacket[], packet: CapturedPacket): number {
  let [best, at] = [0, -1];
  for (const [index, last] of open.entries()) {
    const waited = packet.time - last.time;
    if (waited < -DISAGREEMENT || waited > PATIENCE || packetSign(last) !== packetSign(packet)) continue;
    const near = kinship(last, packet);
    if (near > best) [best, at] = [near, index];
  }
  return at;
}

/** What a lane shows: loopback sees each packet going out and coming in, which is one event there. */
function visiblePackets({ device, packets }: Lane): readonly CapturedPacket[] {
  return device === 'lo' ? packets.filter(({ direction }) => direction === 'out') : packets;
}

function chainsInDirection(lanes: readonly Lane[], rightward: boolean): readonly (readonly Sighting[])[] {
  const order = lanes.map((_, lane) => lane);
  if (!rightward) order.reverse();
  const chains: Sighting[][] = [];
  for (const lane of order) {
    const open = [...chains];
    for (const packet of visiblePackets(itemAt(lanes, lane))) {
      if ((packet.direction === itemAt(lanes, lane).rightward) !== rightward) continue;
      // Both are in the order of time: what has waited too long for this packet has for all that follow.
      const begin = open.findIndex((chain) => packet.time - itemAt(chain, -1).packet.time <= PATIENCE);
      open.splice(0, begin < 0 ? open.length : begin);
      const end = open.findIndex((chain) => itemAt(chain, -1).packet.time - packet.time > DISAGREEMENT);
      const near = end < 0 ? open : open.slice(0, end);
      const at = findContinued(
        near.map((chain) => itemAt(chain, -1).packet),
        packet,
      );
      if (at >= 0) itemAt(open.splice(at, 1), 0).push({ lane, packet });
      else chains.push([{ lane, packet }]);
    }
    chains.sort((a, b) => itemAt(a, -1).packet.time - itemAt(b, -1).packet.time);
  }
  return chains;
}

/** All packets that the lanes saw, in the order in which they began; at one time those that came in before those that go out. */
export function chainsOf(lanes: readonly Lane[]): readonly Chain[] {
  const chains = [true, false].flatMap((rightward) =>
    chainsInDirection(lanes, rightward).map((sightings) => {
      return { sightings, rightward, t: Math.min(...sightings.map(({ packet }) => packet.time)) };
    }),
  );
  const starts = ({ sightings }: Chain): number => Number(itemAt(sightings, 0).packet.direction === 'out');
  return chains.sort((a, b) => a.t - b.t || starts(a) - starts(b));
}

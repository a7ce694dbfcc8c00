/** The packets of a ladder: where each was seen, what NAT rewrote on its path, to which connection it belongs, how it ended. */
import type { Journey } from '../../lab/observe/journey';
import type { CapturedPacket, Captures } from '../../lab/observe/packets';
import { itemAt } from '../itemAt';
import { destinationOf, sourceOf } from '../packets/packetWords';
import { type Chain, chainsOf, type Sighting } from './chains';
import { type ConnectionPlace, connectionPlaces } from './connections';
import { type PacketFate, packetFates } from './fates';
import type { Lane } from './lanes';

/** An address that NAT rewrote between one sighting and the next. */
export interface Rewriting {
  readonly lane: number;
  readonly field: 'source' | 'destination';
  readonly before: string;
  readonly after: string;
}

/** A packet with all that is known of it. */
export interface LadderPacket extends Chain, ConnectionPlace, PacketFate {
  readonly first: CapturedPacket;
  readonly rewritings: readonly Rewriting[];
}

function rewritingsOf(sightings: readonly Sighting[]): readonly Rewriting[] {
  return sightings.slice(1).flatMap(({ lane, packet }, index) => {
    const before = itemAt(sightings, index).packet;
    return (
      [
        { lane, field: 'source', before: sourceOf(before), after: sourceOf(packet) },
        { lane, field: 'destination', before: destinationOf(before), after: destinationOf(packet) },
      ] as const
    ).filter((rewriting) => rewriting.before !== rewriting.after);
  });
}

/** All packets that the lanes saw, in the order in which they began. */
export function ladderPackets(
  lanes: readonly Lane[],
  captures: Captures,
  journeys: readonly Journey[] = [],
): readonly LadderPacket[] {
  const chains = chainsOf(lanes);
  const places = connectionPlaces(chains);
  const fateOf = packetFates(lanes, chains, captures, journeys);
  return chains.map((chain, index) => ({
    ...chain,
    first: itemAt(chain.sightings, 0).packet,
    rewritings: rewritingsOf(chain.sightings),
    ...itemAt(places, index),
    ...fateOf(chain),
  }));
}

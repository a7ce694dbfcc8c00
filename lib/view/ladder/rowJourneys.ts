/** Which journeys through the host belong to a packet of a ladder: an interface of the host saw it with the addresses of the journey. */
import type { Journey } from '../../lab/observe/journey';
import type { CapturedPacket } from '../../lab/observe/packets';
import { destinationOf, sourceOf } from '../packets/packetWords';
import type { LadderPacket } from './packets';

/** Journeys that wait for the packets that they are of; alike ones are given in order, each once. */
export class RowJourneys {
  readonly #journeys: readonly Journey[];
  readonly #waiting = new Map<string, number[]>();

  constructor(journeys: readonly Journey[]) {
    this.#journeys = journeys;
    for (const [index, journey] of journeys.entries()) {
      const { flags, length, source, destination, sourceOut, destinationOut, in: input } = journey;
      if (input !== '') this.#add(keyOf('in', flags, length, source, destination), index);
      else this.#add(keyOf('out', flags, length, sourceOut, destinationOut), index);
    }
  }

  /** Indexes of the journeys of a packet: one, or on loopback the one out and the one in; none if the host did not see it. */
  take({ sightings }: Pick<LadderPacket, 'sightings'>): readonly number[] {
    for (const { packet } of sightings) {
      const found = this.#next(packet, packet.direction);
      if (found === undefined) continue;
      const comesBack = this.#journeys[found]?.out === 'lo' ? this.#next(packet, 'in') : undefined;
      return comesBack === undefined ? [found] : [found, comesBack];
    }
    return [];
  }

  #add(key: string, index: number): void {
    const list = this.#waiting.get(key);
    if (list === undefined) this.#waiting.set(key, [index]);
    else list.push(index);
  }

  #next(packet: CapturedPacket, direction: CapturedPacket['direction']): number | undefined {
    const { flags = '', length } = packet;
    return this.#waiting.get(keyOf(direction, flags, length, sourceOf(packet), destinationOf(packet)))?.shift();
  }
}

function keyOf(...parts: readonly (string | number | undefined)[]): string {
  return parts.join(' ');
}

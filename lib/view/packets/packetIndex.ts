/** Captured packets indexed by their unchanging fields and by time, so that a search need not look at all of them. */
import type { CapturedPacket } from '../../lab/observe/packets';
import { itemAt } from '../itemAt';

/** The fields of a packet that stay the same on its path, whatever NAT does. */
export function packetSign({ protocol, operation, flags, length, payload, window, info }: CapturedPacket): string {
  return [protocol, operation, flags, length, payload, window, info].join(' ');
}

/** Packets to be looked up by what they are alike in. */
export class PacketIndex {
  readonly #bySign = new Map<string, CapturedPacket[]>();

  constructor(packets: readonly CapturedPacket[]) {
    for (const packet of [...packets].sort((a, b) => a.time - b.time)) {
      const sign = packetSign(packet);
      const alike = this.#bySign.get(sign);
      if (alike) alike.push(packet);
      else this.#bySign.set(sign, [packet]);
    }
  }

  /** Those of the same sign, seen at most so many ms before and after `packet`, in the order of time. */
  alike(packet: CapturedPacket, before: number, after: number): readonly CapturedPacket[] {
    const alike = this.#bySign.get(packetSign(packet)) ?? [];
    let [low, high] = [0, alike.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (itemAt(alike, middle).time < packet.time - before) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < alike.length && itemAt(alike, end).time <= packet.time + after) end += 1;
    return alike.slice(low, end);
  }
}

/**
 * Which packets of one interface are the same one sent again: alike in addresses, ports, flags and length, data aside,
 * which is alike in its payload's length too. A SYN-ACK that follows at once on a repeated SYN answers it; the others were
 * sent by the sender's own timer.
 */
import type { CapturedPacket } from '../../lab/observe/packets';
import { itemAt } from '../itemAt';
import { destinationOf, sourceOf } from '../packets/packetWords';

/** A packet that was sent, or sent again, by the timer. */
export interface Attempt {
  /** 1 is the first. */
  readonly number: number;
  /** ms since the command began. */
  readonly at: number;
  /** ms until the next one; nothing follows the last. */
  readonly wait: number | undefined;
}

/** A packet that was sent more than once. */
export interface Repeated {
  readonly first: CapturedPacket;
  /** The first, and what the timer sent. */
  readonly attempts: readonly Attempt[];
  /** ms since the command began of those that answered a repeated SYN at once. */
  readonly answers: readonly number[];
}

/** How soon an answer follows, in ms. */
const AT_ONCE = 1;

/** Whether TCP repeats the packet until it is answered: SYN and SYN-ACK. */
function isRepeatedUntilAnswered({ protocol, flags }: CapturedPacket): boolean {
  return protocol === 'tcp' && (flags === 'S' || flags === 'S.');
}

function keyOf(packet: CapturedPacket): string {
  return `${sourceOf(packet)} ${destinationOf(packet)} ${packet.flags}`;
}

function repeatedOf(same: readonly CapturedPacket[], all: readonly CapturedPacket[]): Repeated {
  const first = itemAt(same, 0);
  const syns =
    first.flags === 'S.'
      ? all.filter(
          ({ flags, source, destination }) =>
            flags === 'S' && source === first.destination && destination === first.source,
        )
      : [];
  const isAnswer = ({ time }: CapturedPacket): boolean =>
    syns.some((syn) => time - syn.time >= 0 && time - syn.time <= AT_ONCE);
  const answers = same.slice(1).filter(isAnswer);
  const timed = same.filter((packet) => !answers.includes(packet));
  return {
    first,
    attempts: timed.map(({ time }, index) => {
      const next = timed[index + 1];
      return { number: index + 1, at: time, wait: next && next.time - time };
    }),
    answers: answers.map(({ time }) => time),
  };
}

/** SYNs and SYN-ACKs by connection, in the order of their first ones; all of them if nothing was sent twice. */
export function repeatedPackets(packets: readonly CapturedPacket[]): readonly Repeated[] {
  const groups = new Map<string, CapturedPacket[]>();
  for (const packet of packets.filter(isRepeatedUntilAnswered))
    groups.set(keyOf(packet), [...(groups.get(keyOf(packet)) ?? []), packet]);
  return [...groups.values()].filter(({ length }) => length > 1).map((same) => repeatedOf(same, packets));
}

/** `0.0 s`, `1.0 s`, `127.0 s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

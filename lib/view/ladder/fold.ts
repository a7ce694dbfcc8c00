/** Folding of long ladders: rounds of packets that are like those above them, as when a page is fetched a hundred times. */

import { formatCount } from '../figure/textTable';
import { itemAt } from '../itemAt';
import { destinationOf, formatTime, packetWords, sourceOf } from '../packets/packetWords';
import type { LadderPacket } from './packets';

/** Packets that are not drawn, in rounds of so many. */
export interface Fold {
  readonly packets: readonly LadderPacket[];
  readonly round: number;
}

/** The packets that are drawn, and what follows some of them. */
export interface Folded {
  readonly drawn: readonly LadderPacket[];
  readonly folds: ReadonlyMap<LadderPacket, Fold>;
}

/** The longest round that is looked for, and how many packets make it worth while. */
const LONGEST_ROUND = 64;
const FEWEST = 5;

/** Packets are alike that go in the same direction, with the same words, to the same server: of its clients only the port may differ. */
function signOf({ sightings, rightward, first, request, rewritings, lost, leaves, reason }: LadderPacket): string {
  const lanes = sightings.map(({ lane }) => lane).join(',');
  const rewritten = rewritings.map(({ lane, field }) => `${lane} ${field}`).join(',');
  const ends =
    first.sourcePort === undefined
      ? [first.source, first.destination]
      : [request ? destinationOf(first) : sourceOf(first)];
  return [lanes, rightward, packetWords(first), ...ends, request, rewritten, lost, leaves, reason].join(' ');
}

/** How many packets from `at` on are alike with those `round` before them. */
function countRepeated(signs: readonly string[], at: number, round: number): number {
  let count = 0;
  while (at + count < signs.length && signs[at + count] === signs[at + count - round]) count += 1;
  return count - (count % round);
}

/** Draws the first of at least three rounds. */
export function foldRepeats(packets: readonly LadderPacket[]): Folded {
  const signs = packets.map(signOf);
  const drawn: LadderPacket[] = [];
  const folds = new Map<LadderPacket, Fold>();
  for (let at = 0; at < packets.length; ) {
    let [round, count] = [1, 0];
    for (let length = 1; length <= LONGEST_ROUND; length++) {
      const again = countRepeated(signs, at + length, length);
      if (again > count && again >= 2 * length) [round, count] = [length, again];
    }
    if (count < FEWEST) {
      drawn.push(itemAt(packets, at));
      at += 1;
      continue;
    }
    const end = at + round;
    drawn.push(...packets.slice(at, end));
    folds.set(itemAt(packets, end - 1), { packets: packets.slice(end, end + count), round });
    at = end + count;
  }
  return { drawn, folds };
}

/** `the last 12 packets 98 times more, until 102.3 s` */
export function foldWords({ packets, round }: Fold): string {
  const last = round === 1 ? 'packet' : `${round} packets`;
  return `the last ${last} ${formatCount(packets.length / round)} times more, until ${formatTime(itemAt(packets, -1).t)}`;
}

/** A ladder in words, and as rows: one for each packet at each lane. */
import type { Row } from '../figure/csv';
import { itemAt } from '../itemAt';
import { destinationOf, formatTime, packetWords, sourceOf } from '../packets/packetWords';
import { type Folded, foldWords } from './fold';
import type { Lane } from './lanes';
import type { LadderPacket } from './packets';

function placeOf(packet: LadderPacket, lanes: readonly Lane[]): string {
  const seen = packet.sightings.map(({ lane }) => itemAt(lanes, lane).key);
  return seen.length === 1 ? `at ${seen[0]}` : `from ${seen[0]} to ${seen.at(-1)}`;
}

/** `3. 0.11 ms, from client eth0 to ng1 eth0: ACK 52, 192.168.70.1:59726 > 192.168.70.6:8001; at host docker0 …` */
function describePacket(packet: LadderPacket, number: number, lanes: readonly Lane[]): string {
  const { t, first, rewritings, lost, reason } = packet;
  const ends = first.protocol === 'arp' ? '' : `, ${sourceOf(first)} > ${destinationOf(first)}`;
  const rewritten = rewritings.map(
    ({ lane, field, before, after }) => `; at ${itemAt(lanes, lane).key} ${field} ${before} has become ${after}`,
  );
  const end = lost
    ? `; lost behind ${itemAt(lanes, itemAt(packet.sightings, -1).lane).key}${reason ? `, dropped by ${reason}` : ''}`
    : '';
  return `${number}. ${formatTime(t)}, ${placeOf(packet, lanes)}: ${packetWords(first)}${ends}${rewritten.join('')}${end}`;
}

/** `from` is the number of the first packet; what is folded is a line of its own. */
export function ladderText(
  title: string,
  lanes: readonly Lane[],
  packets: readonly LadderPacket[],
  from: number,
  folds: Folded['folds'] = new Map(),
): string {
  const folded = new Set([...folds.values()].flatMap((fold) => fold.packets));
  const lost = packets.filter((packet) => packet.lost).length;
  const count = `${packets.length} ${packets.length === 1 ? 'packet' : 'packets'}${lost > 0 ? `, ${lost} of them lost` : ''}`;
  return [
    title,
    `Lanes: ${lanes.map(({ key }) => key).join(' · ')}. ${packets.length === 0 ? 'They carried no packets' : count}.`,
    ...packets.flatMap((packet, index) => {
      const fold = folds.get(packet);
      if (folded.has(packet)) return [];
      return [describePacket(packet, from + index, lanes), ...(fold ? [`${foldWords(fold)}.`] : [])];
    }),
  ].join('\n');
}

/** Of the CSV. */
export const LADDER_COLUMNS = [
  'packet',
  'lane',
  't_ms',
  'direction',
  'protocol',
  'flags',
  'source',
  'destination',
  'length',
  'payload',
  'info',
  'ttl',
  'rewritten',
  'lost',
] as const;

/** `rewritten` names what differs from the lane before; `lost` stands at the last lane that saw a lost packet. */
export function ladderRows(lanes: readonly Lane[], packets: readonly LadderPacket[], from: number): readonly Row[] {
  return packets.flatMap(({ sightings, rewritings, lost, reason }, index) =>
    sightings.map(({ lane, packet }, place) => ({
      packet: from + index,
      lane: itemAt(lanes, lane).key,
      t_ms: Number(packet.time.toFixed(6)),
      direction: packet.direction,
      protocol: packet.protocol,
      flags: packet.flags ?? packet.operation ?? '',
      source: sourceOf(packet),
      destination: destinationOf(packet),
      length: packet.length,
      payload: packet.payload,
      info: packet.info ?? '',
      ttl: packet.ttl,
      rewritten: rewritings
        .filter((rewriting) => rewriting.lane === lane)
        .map(({ field }) => field)
        .join(' '),
      lost: lost && place === sightings.length - 1 ? (reason ?? 'yes') : '',
    })),
  );
}

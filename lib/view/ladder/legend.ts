/** What a ladder's strokes, numbers, letters and crosses mean. */
import { wrapText } from '../draw/fitText';
import { dropMark } from '../draw/stroke';
import { element, group, type Svg, textLine } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { EDGE } from '../figure/titled';
import { destinationOf, sourceOf } from '../packets/packetWords';
import { packetStyle } from './draw';
import { SMALL_FONT } from './layout';
import type { LadderPacket } from './packets';

/** px. */
export const LEGEND_LINE = 17;
const MOST_CONNECTIONS = 6;

/** From the left of a sample to its text, px. */
const SAMPLE_ROOM = 40;

/** A sentence, behind a sample of the stroke that it explains; or how such a one goes on. */
export interface LegendLine {
  readonly text: string;
  readonly isContinued?: boolean;
  readonly sample?: Pick<LadderPacket, 'connection' | 'request' | 'lost'>;
  /** The sample ends in a cross. */
  readonly cross?: boolean;
}

/** Each connection's two strokes, then what the numbers and marks mean. */
export function legendLines(packets: readonly LadderPacket[], width: number): readonly LegendLine[] {
  const opened = packets.flatMap(({ first, connection, request }, index) =>
    connection !== undefined && packets.findIndex((other) => other.connection === connection) === index
      ? [{ first, connection, request }]
      : [],
  );
  const connections = opened
    .slice(0, MOST_CONNECTIONS)
    .flatMap(({ first, connection, request }): readonly LegendLine[] => {
      const back = packets.some((packet) => packet.connection === connection && !packet.request && !packet.lost);
      const ends = [sourceOf(first), destinationOf(first)];
      if (!request) ends.reverse();
      const number = opened.length > 1 ? `connection ${connection + 1}: ` : '';
      const allLost = packets.every((packet) => packet.connection !== connection || !packet.request || packet.lost);
      return [
        {
          text: `${number}${ends.join(' → ')}`,
          sample: { connection, request: true, lost: allLost },
        },
        ...(back ? [{ text: `${number}back`, sample: { connection, request: false, lost: false } }] : []),
      ];
    });
  const more =
    opened.length > MOST_CONNECTIONS ? [{ text: `and ${opened.length - MOST_CONNECTIONS} more connections` }] : [];
  const numbers = packets.some(({ first }) => first.length !== undefined);
  const nat = packets.some(({ rewritings }) => rewritings.length > 0);
  const lost = packets.find((packet) => packet.lost);
  const words = [
    numbers && 'The number is the length of the IP packet in bytes, B its payload.',
    nat && 'A letter marks where NAT has rewritten an address; it is explained where it first occurs.',
  ].filter((text) => text !== false);
  const cross = lost
    ? [{ text: 'lost: seen no further than the lane before the cross', sample: lost, cross: true }]
    : [];
  if (packets.length === 0) words.push('These interfaces carried no packets.');
  const wrapped = words.flatMap((text) => wrapText(text, SMALL_FONT, width - 2 * EDGE));
  const sampled = [...connections, ...more, ...cross].flatMap((line) => wrapLine(line, width));
  return [...sampled, ...wrapped.map((text) => ({ text }))];
}

function wrapLine(line: LegendLine, width: number): readonly LegendLine[] {
  const indent = line.sample === undefined ? 0 : SAMPLE_ROOM;
  return wrapText(line.text, SMALL_FONT, width - 2 * EDGE - indent).map((text, index) =>
    index === 0 ? { ...line, text } : { text, isContinued: indent > 0 },
  );
}

/** The lines from `top` downwards. */
export function drawLegend(lines: readonly LegendLine[], top: number, theme: Theme): Svg {
  return group(
    lines.map(({ text, sample, cross, isContinued = false }, index) => {
      const y = top + index * LEGEND_LINE;
      if (isContinued) return textLine(EDGE + SAMPLE_ROOM, y, text, { ...SMALL_FONT, fill: theme.text });
      if (!sample) return textLine(EDGE, y, text, { ...SMALL_FONT, fill: theme.muted });
      const { colour, dash, width } = packetStyle(sample, theme);
      const stroke = { stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash };
      return group([
        element('line', { x1: EDGE, x2: EDGE + 32, y1: y - 4, y2: y - 4, ...stroke }),
        cross && dropMark(EDGE + 25, y - 4, theme.drop, theme.background),
        textLine(EDGE + SAMPLE_ROOM, y, text, { ...SMALL_FONT, fill: theme.text }),
      ]);
    }),
  );
}

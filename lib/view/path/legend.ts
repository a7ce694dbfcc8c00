/** The path map's legend: each flow's stroke with its packets, addresses, and what became of it if it was dropped. */
import { breakText, fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { element, group, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, type Theme } from '../draw/theme';
import { formatCount } from '../figure/textTable';
import { itemAt } from '../itemAt';
import type { FlowStyle } from './card';
import type { Flow } from './flow';
import { LEGEND_WIDTH, type LegendPlace } from './layout';

const SMALL: Font = { family: 'sans', size: FONT_SIZE.small };
const STRONG: Font = { ...SMALL, weight: 'bold' };
const LINE_HEIGHT = 13.5;
const ENTRY_GAP = 9;
const INDENT = 24;

interface Entry {
  readonly flow: number;
  readonly lines: readonly { readonly text: string; readonly tone: 'strong' | 'plain' | 'drop' }[];
}

/** The entries in the order of the story: a connection's request, then its reply; `width` is the legend's. */
export function legendEntries(flows: readonly Flow[], width: number): readonly Entry[] {
  const several = flows.some(({ connection }) => connection > 1);
  const order = [...flows.entries()].sort(
    ([, a], [, b]) => a.connection - b.connection || a.first.packet - b.first.packet,
  );
  return order.map(([flow, { first, packets, pairs, direction, connection }]) => {
    const role = several ? `${direction} ${connection}` : direction;
    const ends =
      pairs > 1 ? [`${pairs} pairs of addresses`] : endLines(first.source, first.destination, width - INDENT);
    const reason =
      first.fate.kind === 'dropped' ? breakText(`dropped: ${first.fate.reason}`, SMALL, width - INDENT) : [];
    return {
      flow,
      lines: [
        { text: `${role}: ${formatCount(packets)} ${packets === 1 ? 'packet' : 'packets'}`, tone: 'strong' as const },
        ...ends.map((text) => ({ text, tone: 'plain' as const })),
        ...reason.map((text) => ({ text, tone: 'drop' as const })),
      ],
    };
  });
}

/** The ends of a flow: in one line where a legend that is wider than beside the map has the room. */
function endLines(source: string, destination: string, room: number): readonly string[] {
  const both = `${source} → ${destination}`;
  const isWide = room > LEGEND_WIDTH && textWidth(both, SMALL) <= room;
  return isWide ? [both] : [source, `→ ${destination}`];
}

function entryHeight({ lines }: Entry): number {
  return lines.length * LINE_HEIGHT + ENTRY_GAP;
}

/** px of all entries. */
export function legendHeight(entries: readonly Entry[]): number {
  return entries.reduce((height, entry) => height + entryHeight(entry), 0);
}

/** A stroke and its lines of text for each entry. */
export function drawLegend(
  entries: readonly Entry[],
  styles: readonly FlowStyle[],
  legend: LegendPlace,
  theme: Theme,
): readonly Svg[] {
  const fills = { strong: theme.text, plain: theme.text, drop: theme.dropInk };
  let y = legend.y + 10;
  return entries.map((entry) => {
    const { colour, width, dash } = itemAt(styles, entry.flow);
    const top = y;
    y += entryHeight(entry);
    const stroke = { stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash };
    return group([
      element('line', { x1: legend.x, x2: legend.x + 18, y1: top - 3.5, y2: top - 3.5, ...stroke }),
      ...entry.lines.map(({ text, tone }, row) => {
        const font = tone === 'strong' ? STRONG : SMALL;
        const shown = fitText(text, font, legend.width - INDENT);
        return textLine(legend.x + INDENT, top + row * LINE_HEIGHT, shown, { ...font, fill: fills[tone] }, text);
      }),
    ]);
  });
}

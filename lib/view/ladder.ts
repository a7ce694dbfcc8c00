/** The ladder: interfaces as lanes in the order of the wire, time downwards, each packet an arrow through the lanes that saw it. */
import type { Journey } from '../lab/journey';
import type { Captures } from '../lab/packets';
import { createFigure, type Figure } from './figure';
import { wrapText } from './fitText';
import { drawLanes, drawPacket, drawWait, headHeight } from './ladderDraw';
import { type Lane, ladderLanes } from './ladderLanes';
import { edge, isTall, layoutLadder, titleFont } from './ladderLayout';
import { drawLegend, legendLine, legendLines } from './ladderLegend';
import { type LadderPacket, ladderPackets } from './ladderPackets';
import { ladderColumns, ladderRows, ladderText } from './ladderText';
import { svgDocument, textLine } from './svg';
import { pictureWidth, resolveTheme, type Theme, type ThemeName } from './theme';

export interface LadderOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** Keys of the captures from left to right, such as `client eth0`; `host veth*` is the veth wired to its neighbour. */
  readonly lanes: readonly string[];
  readonly theme?: ThemeName | Theme;
  /** `even` (unless given): a row a packet; `time`: the pauses between packets to scale. */
  readonly scale?: 'even' | 'time';
  /** Only packets seen in this time, in ms since the command began. */
  readonly from?: number;
  readonly to?: number;
  /** `false` leaves out ARP, which long waits are full of. */
  readonly arp?: boolean;
  /** The journeys of the same access: a lost packet is then shown with the rule that dropped it. */
  readonly journeys?: readonly Journey[];
}

function drawLadder(
  title: string,
  alt: string,
  lanes: readonly Lane[],
  packets: readonly LadderPacket[],
  scale: 'even' | 'time',
  theme: Theme,
): string {
  const titleLines = wrapText(title, titleFont, pictureWidth - 2 * edge);
  const layout = layoutLadder(lanes, packets, scale, edge + titleLines.length * 22 + 10 + headHeight);
  const legend = legendLines(packets);
  const legendTop = layout.bottom + (isTall(layout) ? 42 : 26);
  return svgDocument({
    width: pictureWidth,
    height: legendTop + legend.length * legendLine + edge - 8,
    background: theme.background,
    title,
    alt,
    body: [
      ...titleLines.map((line, index) =>
        textLine(edge, edge + 14 + index * 22, line, { ...titleFont, fill: theme.text }),
      ),
      drawLanes(lanes, layout, theme),
      ...layout.waits.map((wait) => drawWait(wait, layout, theme)),
      ...layout.rows.map((row) => drawPacket(row, layout, theme)),
      drawLegend(legend, legendTop, theme),
    ],
  });
}

/**
 * Draws what the interfaces of one access carried. A packet that went into a namespace and neither came out nor is for an
 * address that answers there ends in a cross. Throws a RangeError for a lane that no interface fits.
 */
export function ladder(packets: Captures, options: LadderOptions): Figure {
  const { title, scale = 'even', from = -Infinity, to = Infinity, arp = true, journeys } = options;
  const theme = resolveTheme(options.theme);
  const lanes = ladderLanes(packets, options.lanes);
  const shown = ladderPackets(lanes, packets, journeys).filter(
    ({ t, first }) => t >= from && t <= to && (arp || first.proto !== 'arp'),
  );
  const alt = ladderText(title, lanes, shown);
  return createFigure({
    title,
    alt,
    svg: () => drawLadder(title, alt, lanes, shown, scale, theme),
    restyle: (look) => ladder(packets, { ...options, ...look }),
    text: () => alt,
    rows: ladderRows(lanes, shown),
    columns: ladderColumns,
  });
}

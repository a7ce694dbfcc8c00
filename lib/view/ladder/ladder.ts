/** The ladder: interfaces as lanes in the order of the wire, time downwards, each packet an arrow through the lanes that saw it. */
import type { Journey } from '../../lab/observe/journey';
import type { Captures } from '../../lab/observe/packets';
import { PICTURE_WIDTH, resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { drawTitled, EDGE, type PictureBody, titleEnd } from '../figure/titled';
import { drawLanes, drawPacket, drawWait, headHeight } from './draw';
import { type Folded, foldRepeats } from './fold';
import { type Lane, ladderLanes } from './lanes';
import { isTall, type LadderLayout, ladderColumns, layoutLadder } from './layout';
import { drawLegend, LEGEND_LINE, legendLines } from './legend';
import { type LadderPacket, ladderPackets } from './packets';
import { LADDER_COLUMNS, ladderRows, ladderText } from './text';

/** What a ladder shows and how it looks. */
export interface LadderOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** Keys of the captures from left to right, such as `client eth0`; `host veth*` is the veth wired to its neighbour. */
  readonly lanes: readonly string[];
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
  /** `even` (unless given): a row a packet; `time`: the pauses between packets to scale. */
  readonly scale?: 'even' | 'time';
  /** Only packets seen from this time on, in ms since the command began. */
  readonly from?: number;
  /** Only packets seen up to this time, in ms since the command began. */
  readonly to?: number;
  /** `false` leaves out ARP, which long waits are full of. */
  readonly arp?: boolean;
  /** The journeys of the same request: a lost packet is then shown with the rule that dropped it. */
  readonly journeys?: readonly Journey[];
  /** In px; 720 unless given. */
  readonly width?: number;
}

/** A ladder's lanes and packets, and those of them that are drawn. */
interface Content extends Folded {
  readonly lanes: readonly Lane[];
  readonly packets: readonly LadderPacket[];
  /** Number of the first packet. */
  readonly from: number;
}

/** Where everything stands under the title, which ends at `end`. */
function layoutBelow(
  end: number,
  { lanes, drawn, folds }: Content,
  { scale = 'even', width = PICTURE_WIDTH }: Pick<LadderOptions, 'scale' | 'width'>,
): LadderLayout {
  const top = end + 10 + headHeight(ladderColumns(lanes, width).isStaggered);
  return layoutLadder(lanes, { drawn, folds }, scale, { top, width });
}

type Drawing = Pick<LadderOptions, 'title' | 'theme' | 'scale' | 'width'>;

/** What stands under the title, which ends at `end`. */
function ladderBody(end: number, content: Content, drawing: Drawing, theme: Theme): PictureBody {
  const { lanes, drawn } = content;
  const layout = layoutBelow(end, content, drawing);
  const legend = legendLines(drawn, drawing.width ?? PICTURE_WIDTH);
  const legendTop = layout.bottom + (isTall(layout) ? (layout.isStaggered ? 55 : 42) : 26);
  return {
    height: legendTop + legend.length * LEGEND_LINE + EDGE - 8,
    parts: [
      drawLanes(lanes, layout, theme),
      ...layout.waits.map((wait) => drawWait(wait, layout, theme)),
      ...layout.rows.map((row) => drawPacket(row, layout, theme)),
      drawLegend(legend, legendTop, theme),
    ],
  };
}

function ladderFigure(content: Content, drawing: Drawing): Figure {
  const { lanes, packets, from, folds } = content;
  const { title, width } = drawing;
  const theme = resolveTheme(drawing.theme);
  const alt = ladderText(title, lanes, packets, from, folds);
  return createFigure({
    title,
    alt,
    svg: () =>
      drawTitled({
        title,
        alt,
        theme,
        ...(width !== undefined && { width }),
        body: (end) => ladderBody(end, content, drawing, theme),
      }),
    restyle: (look) => ladderFigure(content, { ...drawing, ...look }),
    text: () => (folds.size === 0 ? alt : ladderText(title, lanes, packets, from)),
    rows: ladderRows(lanes, packets, from),
    columns: LADDER_COLUMNS,
  });
}

function contentOf(
  captures: Captures,
  { lanes: names, from = -Infinity, to = Infinity, arp = true, journeys }: LadderOptions,
): Content {
  const lanes = ladderLanes(captures, names);
  const packets = ladderPackets(lanes, captures, journeys).filter(
    ({ t, first }) => t >= from && t <= to && (arp || first.protocol !== 'arp'),
  );
  return { lanes, packets, drawn: packets, folds: new Map(), from: 1 };
}

/**
 * Draws what the interfaces carried during one request. A packet that went into a namespace and neither came out nor is for an
 * address that answers there ends in a cross. Throws a `RangeError` for a lane that no interface fits.
 *
 * @example
 * ```ts
 * import { lab, ladder, observe } from 'chainwalk';
 *
 * const { packets } = await observe(await lab(), 'client# ping -c 1 192.168.70.6');
 * const picture = ladder(packets, { title: 'One ping', lanes: ['client eth0', 'host ens33'], arp: false });
 * picture.toText().includes('192.168.70.1 > 192.168.70.6'); // → true
 * ```
 */
export function ladder(packets: Captures, options: LadderOptions): Figure {
  return ladderFigure(contentOf(packets, options), options);
}

/** The most rows of a readable picture. */
const MOST_ROWS = 80;

/** A ladder's part: packets number `from` to `to` of `count`. */
export interface LadderPart {
  readonly figure: Figure;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Whether packets that repeat others are left out. */
  readonly isFolded: boolean;
  /** The packets that are drawn, each with the middle of its row, px from the picture's top. */
  readonly rows: readonly { readonly packet: LadderPacket; readonly y: number }[];
}

/** The same, however many packets there are: what repeats itself is folded, and what is still too long goes on in further pictures. */
export function ladderParts(captures: Captures, options: LadderOptions): readonly LadderPart[] {
  const content = contentOf(captures, options);
  const { packets } = content;
  const { drawn, folds } = packets.length > MOST_ROWS ? foldRepeats(packets) : content;
  const pictures = Math.max(1, Math.ceil(drawn.length / MOST_ROWS));
  const rows = Math.ceil(drawn.length / pictures);
  const begins = Array.from({ length: pictures }, (_, picture) =>
    packets.findIndex((packet) => packet === drawn[picture * rows]),
  );
  return begins.map((begin, picture) => {
    const end = begins[picture + 1] ?? packets.length;
    const part = { lanes: content.lanes, packets: packets.slice(begin, end), from: begin + 1 };
    const own = drawn.slice(picture * rows, (picture + 1) * rows);
    const ownFolds = new Map([...folds].filter(([packet]) => own.includes(packet)));
    const title = pictures === 1 ? options.title : `${options.title}, ${picture + 1} of ${pictures}`;
    const shown = { ...part, drawn: own, folds: ownFolds };
    const { rows: places } = layoutBelow(titleEnd(title, options.width), shown, options);
    return {
      figure: ladderFigure(shown, { ...options, title }),
      from: begin + 1,
      to: end,
      count: packets.length,
      isFolded: ownFolds.size > 0,
      rows: places.map(({ packet, y }) => ({ packet, y })),
    };
  });
}

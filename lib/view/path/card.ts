/** One hook of the path map as a card: its name and count, room for the strokes, and under it what each table decided. */
import type { HookName } from '../../netfilter';
import { isUsualTable } from '../../netfilter/xtables/tableHooks';
import { breakText, fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { element, group, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, type Theme } from '../draw/theme';
import { formatCount } from '../figure/textTable';
import { itemAt } from '../itemAt';
import type { Decision } from './flow';
import type { HookStations, Station, StationName } from './station';

const HEADING_FONT: Font = { family: 'sans', size: FONT_SIZE.label, weight: 'bold' };
const NAME_FONT: Font = { family: 'sans', size: FONT_SIZE.small, weight: 'bold' };
const LINE_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
const LINE_HEIGHT = 14;
const NAME_HEIGHT = 17;
const PADDING = 8;
/** Height of the hook's name above the strokes. */
export const CARD_HEADING = 22;
/** px, unless the caller says otherwise; upright cards are wider by their strokes. */
const CARD_WIDTH = 148;

/** How a flow is drawn. */
export interface FlowStyle {
  readonly colour: string;
  readonly width: number;
  /** Of the second connection. */
  readonly dash: string | undefined;
}

interface Line {
  readonly text: string;
  readonly full: string;
  readonly flows: readonly number[];
  readonly count: number | undefined;
  readonly tone: 'plain' | 'muted' | 'drop';
}

/** A hook, measured. */
export interface Card {
  readonly hook: HookName;
  readonly source: HookStations;
  readonly lines: ReadonlyMap<StationName, readonly Line[]>;
  /** px that the strokes take: in height under the heading, or in width at the left (OUTPUT). */
  readonly lanes: number;
  readonly upright: boolean;
  /** Without the strokes of an upright card. */
  readonly textWidth: number;
  readonly width: number;
  readonly height: number;
}

function total(values: readonly { readonly packets: number }[]): number {
  return values.reduce((sum, { packets }) => sum + packets, 0);
}

/** One line a rule, whatever the direction of the packets that it decided about; above it the jumps that led there. */
function decisionLines(station: Station): readonly Line[] {
  const jumpsTo = ({ via, label }: Decision) => [...via, label].join(' → ');
  const chains = [...new Set(station.decisions.map(jumpsTo))];
  return chains.flatMap((chain): Line[] => {
    const same = station.decisions.filter((decision) => jumpsTo(decision) === chain);
    const { label, via, rule } = itemAt(same, 0);
    const flows = [...new Set(same.map(({ flow }) => flow))];
    const jumps = via.map(
      (jump): Line => ({ text: `${jump} →`, full: chain, flows: [], count: undefined, tone: 'muted' }),
    );
    return [
      ...jumps,
      {
        text: label,
        full: label.startsWith('policy ') ? label : `${chain}: ${rule}`,
        flows,
        count: total(same),
        tone: same.some((decision) => decision.drops) ? 'drop' : 'plain',
      },
    ];
  });
}

function rewritingLines(station: Station): readonly Line[] {
  return station.rewritings.flatMap(({ flow, field, before, after, packets, byRule }): Line[] => {
    const tracked = packets - byRule;
    const note = byRule === 0 ? 'from conntrack' : tracked === 0 ? '' : `rule ${byRule}, conntrack ${tracked}`;
    const full = `${field} ${before} → ${after}`;
    return [
      { text: `${field === 'source' ? 'src' : 'dst'} ${before}`, full, flows: [flow], count: undefined, tone: 'plain' },
      { text: `→ ${after}`, full, flows: [], count: packets, tone: 'plain' },
      ...(note ? [{ text: note, full: note, flows: [], count: undefined, tone: 'muted' as const }] : []),
    ];
  });
}

/** A card so wide has room for a policy beside its table's name. */
const INLINE_WIDTH = 200;
/** From a table's name to the policy beside it, px. */
const INLINE_INDENT = 58;

function isInline(name: StationName, lines: readonly Line[], width: number): boolean {
  if (width < INLINE_WIDTH || !isUsualTable(name)) return false;
  return lines.length === 1 && lines.every(({ text }) => text.startsWith('policy '));
}

function stationHeight(name: StationName, lines: readonly Line[], width: number): number {
  if (isInline(name, lines, width)) return NAME_HEIGHT;
  return NAME_HEIGHT + lines.length * LINE_HEIGHT + (lines.length > 0 ? 3 : 0);
}

const SWATCH_WIDTH = 9;

/** Where a line's text begins, and how wide it may be before its count. */
function lineRoom(line: Line, room: number): { readonly indent: number; readonly width: number } {
  const indent = Math.max(1, line.flows.length) * SWATCH_WIDTH + 3;
  const count = line.count === undefined ? 0 : textWidth(formatCount(line.count), NAME_FONT) + 5;
  return { indent, width: room - indent - count };
}

function fontOf(line: Line): Font {
  return line.tone === 'drop' ? NAME_FONT : LINE_FONT;
}

/** A line whose text is too long becomes several, with the count at the last one. */
function breakLine(line: Line, room: number): readonly Line[] {
  const texts = breakText(line.text, fontOf(line), lineRoom(line, room).width);
  return texts.map((text, index) => ({
    ...line,
    text,
    flows: index === 0 ? line.flows : [],
    count: index === texts.length - 1 ? line.count : undefined,
  }));
}

/** Measures a card. `upright` cards have their strokes at the left, from top to bottom; others under the heading. `width` is without these strokes. */
export function layoutCard(source: HookStations, lanes: number, upright: boolean, width = CARD_WIDTH): Card {
  const room = width - 2 * PADDING;
  const lines = new Map(
    source.stations.map((station) => {
      const all = [...decisionLines(station).flatMap((line) => breakLine(line, room)), ...rewritingLines(station)];
      return [station.name, all] as const;
    }),
  );
  const rows = [...lines].reduce((height, [name, list]) => height + stationHeight(name, list, width), 0);
  const height = CARD_HEADING + (upright ? 2 : lanes) + rows + PADDING - 2;
  return {
    hook: source.hook,
    source,
    lines,
    lanes,
    upright,
    textWidth: width,
    width: width + (upright ? lanes : 0),
    height,
  };
}

/** Colour of a station's mark: its table's, or neutral for connection tracking and nf_tables. */
function stationColour(name: StationName, theme: Theme): string {
  return isUsualTable(name) ? theme.tables[name].mark : theme.muted;
}

/** y of each station's name, from the card's top: where an upright card's strokes pass it. */
export function stationMiddle(card: Card, station: StationName): number {
  let y = CARD_HEADING + (card.upright ? 2 : card.lanes);
  for (const [name, lines] of card.lines) {
    if (name === station) return y + NAME_HEIGHT / 2;
    y += stationHeight(name, lines, card.textWidth);
  }
  throw new RangeError(`${card.hook} has no station ${station}.`);
}

/** A station's mark: a disc for a table, a square for connection tracking; hollow where nothing came. */
export function stationMark(name: StationName, x: number, y: number, visited: boolean, theme: Theme): Svg {
  const colour = visited ? stationColour(name, theme) : theme.idle;
  const look = {
    fill: visited ? colour : theme.surface,
    stroke: visited ? theme.surface : colour,
    'stroke-width': 1.5,
  };
  return isUsualTable(name)
    ? element('circle', { cx: x, cy: y, r: 4.5, ...look })
    : element('rect', { x: x - 4, y: y - 4, width: 8, height: 8, ...look });
}

function drawLine(line: Line, left: number, right: number, y: number, styles: readonly FlowStyle[], theme: Theme): Svg {
  const fill = { plain: theme.text, muted: theme.muted, drop: theme.dropInk }[line.tone];
  const font = fontOf(line);
  const { indent, width } = lineRoom(line, right - left);
  return group([
    ...line.flows.map((flow, index) => swatch(left + index * SWATCH_WIDTH, y - 4, itemAt(styles, flow))),
    textLine(left + indent, y, fitText(line.text, font, width), { ...font, fill }, line.full),
    line.count !== undefined && textLine(right, y, formatCount(line.count), { ...NAME_FONT, fill, anchor: 'end' }),
  ]);
}

/** A short piece of a flow's stroke. */
function swatch(x: number, y: number, { colour, dash }: FlowStyle): Svg {
  return element('line', {
    x1: x,
    x2: x + SWATCH_WIDTH - 2,
    y1: y,
    y2: y,
    stroke: colour,
    'stroke-width': 5,
    'stroke-dasharray': dash && '3 1',
  });
}

/** A line beside a table's name, where `1 of 12` says its count. */
function beside(line: Line, share: string): Line {
  return share === '' ? line : { ...line, count: undefined };
}

function drawStation(
  card: Card,
  station: Station,
  left: number,
  right: number,
  y: number,
  styles: readonly FlowStyle[],
  theme: Theme,
): Svg {
  const visited = station.flows.length > 0;
  const ink = isUsualTable(station.name) ? theme.tables[station.name].ink : theme.text;
  const label = station.name === 'confirm' ? 'conntrack confirm' : station.name;
  const indent = card.upright ? 0 : 12;
  const part = `${station.packets} of ${card.source.packets}`;
  const hasRoom = textWidth(label, NAME_FONT) + textWidth(part, LINE_FONT) + indent + 6 <= right - left;
  const share = visited && station.packets < card.source.packets && hasRoom ? part : '';
  const lines = card.lines.get(station.name) ?? [];
  const inline = isInline(station.name, lines, card.textWidth);
  return group([
    !card.upright && stationMark(station.name, left + 3.5, y + NAME_HEIGHT / 2, visited, theme),
    textLine(left + indent, y + NAME_HEIGHT / 2 + 3.7, label, {
      ...NAME_FONT,
      fill: visited ? ink : theme.muted,
    }),
    share !== '' &&
      textLine(right, y + NAME_HEIGHT / 2 + 3.7, share, { ...LINE_FONT, fill: theme.muted, anchor: 'end' }),
    ...lines.map((line, index) =>
      inline
        ? drawLine(beside(line, share), left + INLINE_INDENT, right, y + NAME_HEIGHT / 2 + 3.7, styles, theme)
        : drawLine(line, left, right, y + NAME_HEIGHT + 10.5 + index * LINE_HEIGHT, styles, theme),
    ),
  ]);
}

/** The card's box; drawn before the strokes. */
export function drawCardBox(card: Card, x: number, y: number, theme: Theme): Svg {
  const { height, source } = card;
  const passed = source.flows.length > 0;
  return element('rect', {
    x,
    y,
    width: card.width,
    height,
    rx: 6,
    fill: theme.surface,
    stroke: passed ? theme.muted : theme.border,
  });
}

/** The card's texts; drawn after the strokes. */
export function drawCardText(card: Card, x: number, y: number, styles: readonly FlowStyle[], theme: Theme): Svg {
  const { hook, source } = card;
  const passed = source.flows.length > 0;
  const left = x + PADDING + (card.upright ? card.lanes : 0);
  const right = x + card.width - PADDING;
  return group([
    textLine(left, y + 15, hook, { ...HEADING_FONT, fill: passed ? theme.text : theme.muted }),
    passed &&
      textLine(
        right,
        y + 15,
        formatCount(source.packets),
        { ...HEADING_FONT, fill: theme.text, anchor: 'end' },
        `${source.packets} packets`,
      ),
    ...source.stations.map((station) =>
      drawStation(card, station, left, right, y + stationMiddle(card, station.name) - NAME_HEIGHT / 2, styles, theme),
    ),
  ]);
}

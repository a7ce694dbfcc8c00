/** The parts of a ladder: lanes in the bands of their namespaces, arrows with what they carry, marks, notes and times. */
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { arrowhead, dropMark } from '../draw/stroke';
import { element, group, type Svg, textLine } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { itemAt } from '../itemAt';
import { formatTime, packetWords } from '../packets/packetWords';
import type { Lane } from './lanes';
import {
  DEVICE_FONT,
  isTall,
  LANE_FONT,
  type LadderLayout,
  MARK_FONT,
  NOTE_HEIGHT,
  type Note,
  type PlacedPacket,
  SLOPE,
  SMALL_FONT,
  textRoom,
  type Wait,
} from './layout';
import type { LadderPacket } from './packets';

/** Height of the lanes' names above the first row. */
const HEAD_HEIGHT = 40;
/** Between the two heights at which devices' names stand in a narrow ladder. */
const STAGGER = 13;

/** Height of what stands above the first row. */
export function headHeight(isStaggered: boolean): number {
  return HEAD_HEIGHT + (isStaggered ? STAGGER : 0);
}

interface Band {
  readonly namespace: string;
  readonly from: number;
  readonly to: number;
}

/** Neighbouring lanes of one namespace. */
function bandsOf(lanes: readonly Lane[]): readonly Band[] {
  const bands: Band[] = [];
  for (const [index, { namespace }] of lanes.entries()) {
    const last = bands.at(-1);
    if (last?.namespace === namespace) bands[bands.length - 1] = { ...last, to: index };
    else bands.push({ namespace, from: index, to: index });
  }
  return bands;
}

function centred(x: number, y: number, text: string, font: Font, room: number, fill: string): Svg {
  return textLine(x, y, fitText(text, font, room), { ...font, fill, anchor: 'middle' }, text);
}

/** Bands with names above, lanes with theirs, and once more below where the ladder is long. */
export function drawLanes(lanes: readonly Lane[], layout: LadderLayout, theme: Theme): Svg {
  const { x, step, top, bottom, isNarrow, isStaggered } = layout;
  const head = top - headHeight(isStaggered);
  const again = isTall(layout);
  const stagger = isStaggered ? STAGGER : 0;
  const foot = bottom + (again ? 20 + stagger : 4);
  const name = (device: string, index: number, y: number): Svg =>
    isStaggered
      ? patch(
          x(index),
          y,
          fitText(device, DEVICE_FONT, 2 * step - 10),
          DEVICE_FONT,
          theme.muted,
          'middle',
          layout,
          theme,
        )
      : centred(x(index), y, device, DEVICE_FONT, step - 12, theme.muted);
  return group([
    ...bandsOf(lanes).flatMap(({ namespace, from, to }) => {
      const band = { x: x(from) - step / 2 + 3, y: head, width: x(to) - x(from) + step - 6, height: foot - head };
      return [
        element('rect', { ...band, rx: 7, fill: theme.surface, stroke: theme.grid }),
        centred((x(from) + x(to)) / 2, head + 15, namespace, LANE_FONT, band.width - (isNarrow ? 2 : 8), theme.text),
      ];
    }),
    ...lanes.flatMap((_, index) => [
      element('line', {
        x1: x(index),
        x2: x(index),
        y1: top - 4,
        y2: bottom,
        stroke: theme.border,
        'stroke-width': 1.5,
      }),
    ]),
    ...lanes.flatMap(({ device }, index) => {
      const lower = (index % 2) * stagger;
      return [name(device, index, top - 9 - stagger + lower), again && name(device, index, bottom + 13 + lower)];
    }),
  ]);
}

/** Text on a patch of background, so that lanes behind it do not cross it out; moved to stay between the edges. */
function patch(
  x: number,
  y: number,
  text: string,
  font: Font,
  fill: string,
  anchor: 'start' | 'middle' | 'end',
  layout: LadderLayout,
  theme: Theme,
): Svg {
  const shown = fitText(text, font, textRoom(layout));
  const width = textWidth(shown, font);
  const wanted = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  const left = Math.min(Math.max(wanted, layout.left + 6), layout.right - 6 - width);
  return group([
    element('rect', {
      x: left - 2,
      y: y - font.size + 1,
      width: width + 4,
      height: font.size + 2,
      fill: theme.surface,
    }),
    textLine(left, y, shown, { ...font, fill }, text),
  ]);
}

const DASHES = [undefined, '7 3', '2 3', '10 3 2 3'];

/** How a packet's arrow is drawn. */
export interface PacketStyle {
  readonly colour: string;
  readonly dash: string | undefined;
  readonly width: number;
}

/** Direction by colour, connection by dashes; ARP grey and thin. */
export function packetStyle(
  { connection, request, lost }: Pick<LadderPacket, 'connection' | 'request' | 'lost'>,
  theme: Theme,
): PacketStyle {
  if (connection === undefined) return { colour: theme.muted, dash: undefined, width: 1 };
  return {
    colour: lost && theme.name !== 'print' ? theme.drop : request ? theme.request : theme.reply,
    dash: DASHES[connection % DASHES.length],
    width: 2,
  };
}

/** From a lost packet's end to the lanes' edge at least, so that its cross is whole, px. */
const CROSS = 6;

/** Where the arrow begins and ends: beyond the lane if the packet came from or went where no interface was captured. */
function reach(
  { sightings, rightward, lost, leaves }: LadderPacket,
  { x, step, left, right }: LadderLayout,
): readonly [from: number, to: number] {
  const [first, last] = [itemAt(sightings, 0), itemAt(sightings, -1)];
  const ahead = rightward ? step : -step;
  const from = x(first.lane) - (first.packet.direction === 'in' ? 0.4 * ahead : 0);
  const to = x(last.lane) + (lost ? 0.5 * ahead : leaves ? 0.4 * ahead : 0);
  return [from, lost ? Math.min(Math.max(to, left + CROSS), right - CROSS) : to];
}

function drawMark(x: number, y: number, mark: string, theme: Theme): Svg {
  const width = Math.max(15, textWidth(mark, MARK_FONT) + 7);
  const { nat } = theme.tables;
  return group([
    element('rect', {
      x: x - width / 2,
      y: y - 7.5,
      width,
      height: 15,
      rx: 7.5,
      fill: theme.background,
      stroke: nat.mark,
      'stroke-width': 2,
    }),
    textLine(x, y + 3.8, mark, { ...MARK_FONT, fill: nat.ink, anchor: 'middle' }),
  ]);
}

function drawNote({ kind, text, x }: Note, y: number, layout: LadderLayout, theme: Theme): Svg {
  return patch(x, y, text, MARK_FONT, kind === 'nat' ? theme.tables.nat.ink : theme.dropInk, 'middle', layout, theme);
}

/** One row: the time, the arrow, what it carries, and what happened to it. */
export function drawPacket({ packet, y, lift, marks, notes }: PlacedPacket, layout: LadderLayout, theme: Theme): Svg {
  const { rightward, sightings, lost, leaves, first, connection, t } = packet;
  const style = packetStyle(packet, theme);
  const [from, to] = reach(packet, layout);
  const whole = layout.right - layout.left;
  const sink = (x: number): number => y + (SLOPE * Math.abs(x - from)) / whole;
  const tip = lost ? to : to - (rightward ? 5 : -5);
  const marked = new Set(marks.map(({ lane }) => lane));
  const quiet = connection === undefined;
  const tail = from + (rightward ? 6 : -6);
  return group([
    textLine(layout.timeX, y + 1, formatTime(t), { ...SMALL_FONT, fill: theme.muted, anchor: 'end' }),
    patch(
      tail,
      y - 5 - lift,
      packetWords(first),
      SMALL_FONT,
      quiet ? theme.muted : theme.text,
      rightward ? 'start' : 'end',
      layout,
      theme,
    ),
    element('line', {
      x1: from,
      y1: y,
      x2: tip,
      y2: sink(tip),
      stroke: style.colour,
      'stroke-width': style.width,
      'stroke-dasharray': style.dash,
    }),
    ...sightings
      .filter(({ lane }, index) => !marked.has(lane) && (lost || leaves || index < sightings.length - 1))
      .map(({ lane }) =>
        element('circle', { cx: layout.x(lane), cy: sink(layout.x(lane)), r: quiet ? 1.8 : 2.8, fill: style.colour }),
      ),
    !lost && arrowhead(tip, sink(to), rightward ? 0 : 180, quiet ? 6 : 9, style.colour),
    lost && dropMark(to, sink(to), theme.drop, theme.background),
    ...[...marked].map((lane) => {
      const text = marks
        .filter((mark) => mark.lane === lane)
        .map(({ mark }) => mark)
        .join(' ');
      return drawMark(layout.x(lane), sink(layout.x(lane)), text, theme);
    }),
    ...notes.map((note, index) => drawNote(note, y + SLOPE + 16 + index * NOTE_HEIGHT, layout, theme)),
  ]);
}

/** A pause, or what is folded, as words between rows. */
export function drawWait({ y, text, isFold }: Wait, layout: LadderLayout, theme: Theme): Svg {
  const [font, fill] = isFold ? [MARK_FONT, theme.text] : [SMALL_FONT, theme.muted];
  return patch((layout.left + layout.right) / 2, y + 4, text, font, fill, 'middle', layout, theme);
}

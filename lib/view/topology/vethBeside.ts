/** The close-up of a cable with its two ends beside each other. */
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { arrowhead } from '../draw/stroke';
import { element, group, round, type Svg, textLine } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { EDGE } from '../figure/titled';
import {
  ADDRESS_FONT,
  drawLabels,
  type End,
  endWords,
  HEAD_FONT,
  labelOf,
  middleOf,
  type Pair,
  SMALL_FONT,
} from './vethParts';

const CABLE_ROOM = 54;
const BOX_HEIGHT = 172;
/** Of one cable with the gap under it, px. */
export const BESIDE_HEIGHT = BOX_HEIGHT + 14;

/** From the name's `ifN` to the index N at the other end, over or under the labels. */
function pointer(from: number, to: number, y: number, bow: number, colour: string, dash: string | undefined): Svg {
  const start = bow < 0 ? y - 18 : y + 8;
  const curve = [from, start + bow, to, start + bow, to, start + (bow < 0 ? -7 : 7)].map(round).join(' ');
  return group([
    element('path', {
      d: `M${round(from)} ${round(start)}C${curve}`,
      fill: 'none',
      stroke: colour,
      'stroke-width': 2,
      'stroke-dasharray': dash,
    }),
    arrowhead(to, start + (bow < 0 ? -4 : 4), bow < 0 ? 90 : -90, 9, colour),
  ]);
}

function drawBox(end: End, x: number, boxWidth: number, top: number, side: 'left' | 'right', theme: Theme): Svg {
  const { heading, addresses, master } = endWords(end);
  const middle = x + boxWidth / 2;
  const plug = side === 'left' ? x + boxWidth : x;
  const lines = addresses.join('  ');
  const mid = (text: string, y: number, font: Font, fill: string): Svg =>
    textLine(middle, y, fitText(text, font, boxWidth - 30), { ...font, fill, anchor: 'middle' }, text);
  return group([
    element('rect', {
      x,
      y: top,
      width: boxWidth,
      height: BOX_HEIGHT,
      rx: 8,
      fill: theme.surface,
      stroke: theme.muted,
    }),
    mid(heading, top + 20, HEAD_FONT, theme.text),
    mid(lines, top + BOX_HEIGHT - 28, ADDRESS_FONT, theme.muted),
    master !== '' && mid(master, top + BOX_HEIGHT - 12, SMALL_FONT, theme.muted),
    element('rect', {
      x: plug - 6,
      y: top + 76,
      width: 12,
      height: 22,
      rx: 2,
      fill: end.device.up ? theme.text : theme.idle,
    }),
  ]);
}

/** One cable from left to right, its top at `top`. */
export function drawPairBeside({ host, container }: Pair, top: number, width: number, theme: Theme): Svg {
  const boxWidth = (width - 2 * EDGE - CABLE_ROOM) / 2;
  const right = EDGE + boxWidth + CABLE_ROOM;
  const y = top + 92;
  const left = labelOf(host, container, { middle: EDGE + boxWidth / 2, width: boxWidth }, y);
  const other = labelOf(container, host, { middle: right + boxWidth / 2, width: boxWidth }, y);
  const cable = { x1: EDGE + boxWidth + 6, x2: right - 6, y1: top + 87, y2: top + 87 };
  return group([
    drawBox(host, EDGE, boxWidth, top, 'left', theme),
    drawBox(container, right, boxWidth, top, 'right', theme),
    element('line', { ...cable, stroke: theme.muted, 'stroke-width': 4 }),
    pointer(middleOf(left.peer), middleOf(other.index), y, -34, theme.request, undefined),
    pointer(middleOf(other.peer), middleOf(left.index), y, 34, theme.reply, '6 3'),
    ...drawLabels(left, other, theme),
  ]);
}

/** The close-up of a cable for a narrow column: the host above the container, the two names facing each other. */
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

const BOX_HEIGHT = 124;
const CABLE_ROOM = 44;
/** Of one cable with the gap under it, px. */
export const STACK_HEIGHT = 2 * BOX_HEIGHT + CABLE_ROOM + 14;
/** From the box's edge where the cable is to the name's line, and to the other texts. */
const NAME_REACH = 26;
const CABLE_X = EDGE + 14;

/** One cable from the top down. */
export function drawPairStacked({ host, container }: Pair, top: number, width: number, theme: Theme): Svg {
  const box = { middle: width / 2, width: width - 2 * EDGE };
  const below = top + BOX_HEIGHT + CABLE_ROOM;
  const upper = labelOf(host, container, box, top + BOX_HEIGHT - NAME_REACH + 8);
  const lower = labelOf(container, host, box, below + NAME_REACH + 4);
  const cable = { x1: CABLE_X, x2: CABLE_X, y1: top + BOX_HEIGHT, y2: below };
  return group([
    drawBox(host, width, top, [20, 42, 58, 74], theme),
    drawBox(container, width, below, [BOX_HEIGHT - 12, 58, 74, 90], theme),
    element('line', { ...cable, stroke: theme.muted, 'stroke-width': 4 }),
    drawPlug(host, top + BOX_HEIGHT, theme),
    drawPlug(container, below, theme),
    pointer(middleOf(upper.peer), upper.y + 8, middleOf(lower.index), lower.y - 18, theme.request, undefined),
    pointer(middleOf(lower.peer), lower.y - 18, middleOf(upper.index), upper.y + 8, theme.reply, '6 3'),
    ...drawLabels(upper, lower, theme),
  ]);
}

/** A box with its heading and its other texts, each at its height. */
function drawBox(
  end: End,
  width: number,
  y: number,
  heights: readonly [number, number, number, number],
  theme: Theme,
): Svg {
  const {
    heading,
    addresses: [mac = '', ...addresses],
    master,
  } = endWords(end);
  const [headingY, ...others] = heights;
  const middle = (text: string, at: number, font: Font, fill: string): Svg =>
    textLine(width / 2, y + at, fitText(text, font, width - 2 * EDGE - 24), { ...font, fill, anchor: 'middle' }, text);
  const lines = [mac, addresses.join('  '), master].filter((text) => text !== '');
  return group([
    element('rect', {
      x: EDGE,
      y,
      width: width - 2 * EDGE,
      height: BOX_HEIGHT,
      rx: 8,
      fill: theme.surface,
      stroke: theme.muted,
    }),
    middle(heading, headingY, HEAD_FONT, theme.text),
    ...lines.map((text, index) =>
      middle(text, others[index] ?? 0, text === master ? SMALL_FONT : ADDRESS_FONT, theme.muted),
    ),
  ]);
}

function drawPlug({ device }: End, y: number, theme: Theme): Svg {
  const fill = device.up ? theme.text : theme.idle;
  return element('rect', { x: CABLE_X - 11, y: y - 6, width: 22, height: 12, rx: 2, fill });
}

/** From a name's `ifN` to the index N at the other end. */
function pointer(
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  colour: string,
  dash: string | undefined,
): Svg {
  const pull = (toY - fromY) * 0.5;
  const end = toY - Math.sign(pull) * 7;
  const curve = [fromX, fromY + pull, toX, toY - pull, toX, end].map(round).join(' ');
  return group([
    element('path', {
      d: `M${round(fromX)} ${round(fromY)}C${curve}`,
      fill: 'none',
      stroke: colour,
      'stroke-width': 2,
      'stroke-dasharray': dash,
    }),
    arrowhead(toX, toY - Math.sign(pull) * 4, pull > 0 ? 90 : -90, 9, colour),
  ]);
}

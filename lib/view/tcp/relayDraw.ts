/** One relay as boxes: client, process, server, and between them the two connections with what they carried in each direction. */
import { fitText } from '../draw/fitText';
import { arrowhead } from '../draw/stroke';
import { element, group, type Svg, textLine } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { EDGE } from '../figure/titled';
import type { Relayed, RelayedConnection } from './relayedConnections';
import { ADDRESS_FONT, drawProcess, drawSide, load, opening, type RelayPlace, SMALL_FONT, text } from './relayParts';

const BOX_HEIGHT = 156;
/** Of one relay with the gap under it, px. */
export const RELAY_HEIGHT = BOX_HEIGHT + 62;
/** Heights of the two directions' arrows, from a box's top, px. */
const ARROWS = { request: 78, reply: 112 } as const;
/** Of client and server, and of the gaps between boxes, as parts of the picture's width. */
const SIDE_SHARE = 132 / 720;
const GAP_SHARE = 102 / 720;

/** The two arrows between two boxes, each with what it carries. */
function drawGap(
  from: number,
  to: number,
  top: number,
  { sent, received, request, response }: RelayedConnection,
  dash: string | undefined,
  theme: Theme,
): Svg {
  const box = { x: from, width: to - from };
  const arrow = (y: number, start: number, end: number, colour: string): Svg => {
    const back = end < start;
    return group([
      element('line', {
        x1: start,
        x2: end + (back ? 8 : -8),
        y1: y,
        y2: y,
        stroke: colour,
        'stroke-width': 2.5,
        'stroke-dasharray': dash,
      }),
      arrowhead(end + (back ? 6 : -6), y, back ? 180 : 0, 11, colour),
    ]);
  };
  return group([
    arrow(top + ARROWS.request, from, to, theme.request),
    text(box, top + ARROWS.request - 8, load(sent, request), SMALL_FONT, theme.text),
    arrow(top + ARROWS.reply, to, from, theme.reply),
    text(box, top + ARROWS.reply - 8, load(received, response), SMALL_FONT, theme.text),
  ]);
}

/** One relay with its boxes beside each other. */
export function drawRelay(relayed: Relayed, place: RelayPlace, theme: Theme): Svg {
  const { incoming, outgoing } = relayed;
  const { index, top, width, name } = place;
  const numbers = [2 * index + 1, 2 * index + 2] as const;
  const [side, gap] = [width * SIDE_SHARE, width * GAP_SHARE];
  const box = (x: number, boxWidth: number) => ({ x, y: top, width: boxWidth, height: BOX_HEIGHT });
  const [left, right] = [box(EDGE, side), box(width - EDGE - side, side)];
  const middle = box(EDGE + side + gap, width - 2 * (EDGE + side + gap));
  const half = (width - 2 * EDGE) / 2 - 8;
  const note = (x: number, anchor: 'start' | 'end', first: string, second: string): Svg =>
    group([
      textLine(
        x,
        top + BOX_HEIGHT + 20,
        fitText(first, SMALL_FONT, half),
        { ...SMALL_FONT, fill: theme.text, anchor },
        first,
      ),
      textLine(
        x,
        top + BOX_HEIGHT + 36,
        fitText(second, ADDRESS_FONT, half),
        { ...ADDRESS_FONT, fill: theme.text, anchor },
        second,
      ),
    ]);
  return group([
    drawSide(left, incoming.clientAt, 'the client', incoming.client, theme),
    drawSide(right, outgoing.serverAt, 'the server', outgoing.server, theme),
    drawProcess(relayed, middle, ARROWS, place, theme),
    drawGap(EDGE + side, middle.x, top, incoming, undefined, theme),
    drawGap(middle.x + middle.width, right.x, top, outgoing, '7 3', theme),
    note(
      EDGE,
      'start',
      opening(numbers[0], incoming, incoming.clientAt || incoming.client),
      `${incoming.client} → ${incoming.server}`,
    ),
    note(width - EDGE, 'end', opening(numbers[1], outgoing, name), `${outgoing.client} → ${outgoing.server}`),
  ]);
}

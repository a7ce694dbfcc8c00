/** One relay as boxes: client, process, server, and between them the two connections with what they carried in each direction. */
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { arrowhead } from '../draw/stroke';
import { element, group, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, PICTURE_WIDTH, type Theme } from '../draw/theme';
import { formatCount } from '../figure/textTable';
import { EDGE } from '../figure/titled';
import { formatTime, payloadKind } from '../packets/packetWords';
import type { Relayed, RelayedConnection } from './relayedConnections';

const HEAD_FONT: Font = { family: 'sans', size: FONT_SIZE.heading, weight: 'bold' };
/** Of what is said about connections. */
export const LABEL_FONT: Font = { family: 'sans', size: FONT_SIZE.label };
const SMALL_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
const ADDRESS_FONT: Font = { family: 'mono', size: FONT_SIZE.small };

const SIDE_WIDTH = 132;
const MIDDLE_LEFT = 250;
const MIDDLE_RIGHT = PICTURE_WIDTH - MIDDLE_LEFT;
const BOX_HEIGHT = 156;
/** Of one relay with the gap under it, px. */
export const RELAY_HEIGHT = BOX_HEIGHT + 62;
/** Heights of the two directions' arrows, from a box's top, px. */
const ARROWS = { request: 78, reply: 112 } as const;

interface Box {
  readonly x: number;
  readonly width: number;
}

const BOXES = {
  left: { x: EDGE, width: SIDE_WIDTH },
  middle: { x: MIDDLE_LEFT, width: MIDDLE_RIGHT - MIDDLE_LEFT },
  right: { x: PICTURE_WIDTH - EDGE - SIDE_WIDTH, width: SIDE_WIDTH },
} as const;

function text(box: Box, y: number, words: string, font: Font, fill: string): Svg {
  const shown = fitText(words, font, box.width - 12);
  return textLine(box.x + box.width / 2, y, shown, { ...font, fill, anchor: 'middle' }, words);
}

function frame(box: Box, top: number, theme: Theme): Svg {
  return element('rect', {
    x: box.x,
    y: top,
    width: box.width,
    height: BOX_HEIGHT,
    rx: 8,
    fill: theme.surface,
    stroke: theme.muted,
  });
}

/** `GET / · 81 B` */
function load(bytes: number, message: string): string {
  const kind = payloadKind(message);
  return [...(kind ? [kind] : []), `${formatCount(bytes)} B`].join(' · ');
}

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

/** What the process does in each direction: it reads at one side and writes at the other. */
function drawProcess({ incoming, outgoing }: Relayed, name: string, host: string, top: number, theme: Theme): Svg {
  const box = BOXES.middle;
  const half = box.width / 2 - 34;
  const line = (y: number, left: string, right: string, colour: string, angle: number): Svg =>
    group([
      textLine(box.x + 12, y + 4, fitText(left, LABEL_FONT, half), { ...LABEL_FONT, fill: theme.text }, left),
      textLine(
        box.x + box.width - 12,
        y + 4,
        fitText(right, LABEL_FONT, half),
        { ...LABEL_FONT, fill: theme.text, anchor: 'end' },
        right,
      ),
      element('line', {
        x1: box.x + box.width / 2 - 13,
        x2: box.x + box.width / 2 + 13,
        y1: y,
        y2: y,
        stroke: colour,
        'stroke-width': 2.5,
      }),
      arrowhead(box.x + box.width / 2 + (angle === 0 ? 12 : -12), y, angle, 11, colour),
    ]);
  return group([
    frame(box, top, theme),
    text(box, top + 20, name, HEAD_FONT, theme.text),
    text(box, top + 36, `a process of ${host}`, SMALL_FONT, theme.muted),
    line(
      top + ARROWS.request,
      `reads ${formatCount(incoming.sent)} B`,
      `writes ${formatCount(outgoing.sent)} B`,
      theme.request,
      0,
    ),
    line(
      top + ARROWS.reply,
      `writes ${formatCount(incoming.received)} B`,
      `reads ${formatCount(outgoing.received)} B`,
      theme.reply,
      180,
    ),
    text(box, top + BOX_HEIGHT - 12, `accepts on ${incoming.server}`, SMALL_FONT, theme.muted),
  ]);
}

function drawSide(box: Box, name: string, role: string, address: string, top: number, theme: Theme): Svg {
  return group([
    frame(box, top, theme),
    text(box, top + 20, name || 'elsewhere', HEAD_FONT, theme.text),
    text(box, top + 36, role, SMALL_FONT, theme.muted),
    text(box, top + BOX_HEIGHT - 12, address, ADDRESS_FONT, theme.text),
  ]);
}

/** `connection 1, opened by ng1 at 0.07 ms` */
export function opening(number: number, { opened }: RelayedConnection, who: string): string {
  return `connection ${number}, opened by ${who} at ${formatTime(opened)}`;
}

/** The `index`th relay of a picture, with its top at `top`. */
export function drawRelay(relayed: Relayed, index: number, top: number, name: string, host: string, theme: Theme): Svg {
  const { incoming, outgoing } = relayed;
  const numbers = [2 * index + 1, 2 * index + 2] as const;
  const half = (PICTURE_WIDTH - 2 * EDGE) / 2 - 8;
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
    drawSide(BOXES.left, incoming.clientAt, 'the client', incoming.client, top, theme),
    drawSide(BOXES.right, outgoing.serverAt, 'the server', outgoing.server, top, theme),
    drawProcess(relayed, name, host, top, theme),
    drawGap(EDGE + SIDE_WIDTH, MIDDLE_LEFT, top, incoming, undefined, theme),
    drawGap(MIDDLE_RIGHT, PICTURE_WIDTH - EDGE - SIDE_WIDTH, top, outgoing, '7 3', theme),
    note(
      EDGE,
      'start',
      opening(numbers[0], incoming, incoming.clientAt || incoming.client),
      `${incoming.client} → ${incoming.server}`,
    ),
    note(PICTURE_WIDTH - EDGE, 'end', opening(numbers[1], outgoing, name), `${outgoing.client} → ${outgoing.server}`),
  ]);
}

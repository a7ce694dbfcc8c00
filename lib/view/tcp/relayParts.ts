/** What both layouts of a relay are made of: boxes with centred texts, what a connection carried, and what the process reads and writes. */
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { arrowhead } from '../draw/stroke';
import { element, group, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, type Theme } from '../draw/theme';
import { formatCount } from '../figure/textTable';
import { formatTime, payloadKind } from '../packets/packetWords';
import type { Relayed, RelayedConnection } from './relayedConnections';

/** Of who takes part. */
export const HEAD_FONT: Font = { family: 'sans', size: FONT_SIZE.heading, weight: 'bold' };
/** Of what is said about connections. */
export const LABEL_FONT: Font = { family: 'sans', size: FONT_SIZE.label };
/** Of all else. */
export const SMALL_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
/** Of addresses. */
export const ADDRESS_FONT: Font = { family: 'mono', size: FONT_SIZE.small };

/** Where a box is, px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which relay of a picture is drawn, where, and whose work it is. */
export interface RelayPlace {
  readonly index: number;
  readonly top: number;
  /** Of the whole picture, px. */
  readonly width: number;
  /** Of the process. */
  readonly name: string;
  readonly host: string;
}

/** A line in the middle of a box, cut to its width. */
export function text(box: Pick<Box, 'x' | 'width'>, y: number, words: string, font: Font, fill: string): Svg {
  const shown = fitText(words, font, box.width - 12);
  return textLine(box.x + box.width / 2, y, shown, { ...font, fill, anchor: 'middle' }, words);
}

function frame(box: Box, theme: Theme): Svg {
  return element('rect', { ...box, rx: 8, fill: theme.surface, stroke: theme.muted });
}

/** `GET / · 81 B` */
export function load(bytes: number, message: string): string {
  const kind = payloadKind(message);
  return [...(kind ? [kind] : []), `${formatCount(bytes)} B`].join(' · ');
}

/** Client or server. */
export function drawSide(box: Box, name: string, role: string, address: string, theme: Theme): Svg {
  return group([
    frame(box, theme),
    text(box, box.y + 20, name || 'elsewhere', HEAD_FONT, theme.text),
    text(box, box.y + 36, role, SMALL_FONT, theme.muted),
    text(box, box.y + box.height - 12, address, ADDRESS_FONT, theme.text),
  ]);
}

/** What the process does in each direction: it reads at one side and writes at the other. `rows` are the directions' heights in the box. */
export function drawProcess(
  { incoming, outgoing }: Relayed,
  box: Box,
  rows: { readonly request: number; readonly reply: number },
  { name, host }: RelayPlace,
  theme: Theme,
): Svg {
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
    frame(box, theme),
    text(box, box.y + 20, name, HEAD_FONT, theme.text),
    text(box, box.y + 36, `a process of ${host}`, SMALL_FONT, theme.muted),
    line(
      box.y + rows.request,
      `reads ${formatCount(incoming.sent)} B`,
      `writes ${formatCount(outgoing.sent)} B`,
      theme.request,
      0,
    ),
    line(
      box.y + rows.reply,
      `writes ${formatCount(incoming.received)} B`,
      `reads ${formatCount(outgoing.received)} B`,
      theme.reply,
      180,
    ),
    text(box, box.y + box.height - 12, `accepts on ${incoming.server}`, SMALL_FONT, theme.muted),
  ]);
}

/** `connection 1, opened by ng1 at 0.07 ms` */
export function opening(number: number, { opened }: RelayedConnection, who: string): string {
  return `connection ${number}, opened by ${who} at ${formatTime(opened)}`;
}

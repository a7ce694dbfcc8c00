/** One relay for a narrow column: client, process and server from the top down, what each connection carried between them. */
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { arrowhead } from '../draw/stroke';
import { element, group, type Svg, textLine } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { EDGE } from '../figure/titled';
import type { Relayed, RelayedConnection } from './relayedConnections';
import { ADDRESS_FONT, drawProcess, drawSide, load, opening, type RelayPlace, SMALL_FONT } from './relayParts';

const SIDE_HEIGHT = 68;
const PROCESS_HEIGHT = 112;
const GAP = 92;
/** Of one relay with the gap under it, px. */
export const STACK_HEIGHT = 2 * SIDE_HEIGHT + PROCESS_HEIGHT + 2 * GAP + 26;
/** Heights of the two directions in the process' box, px. */
const ROWS = { request: 54, reply: 76 } as const;
/** From a gap's left, px: the arrow down, the arrow up, and the texts. */
const ARROWS = { down: 10, up: 28 } as const;
const TEXT_INDENT = 44;

/** One relay with its boxes one above the other. */
export function drawRelayStacked(relayed: Relayed, place: RelayPlace, theme: Theme): Svg {
  const { incoming, outgoing } = relayed;
  const { index, top, width, name } = place;
  const box = (y: number, height: number) => ({ x: EDGE, y, width: width - 2 * EDGE, height });
  const client = box(top, SIDE_HEIGHT);
  const process = box(top + SIDE_HEIGHT + GAP, PROCESS_HEIGHT);
  const server = box(process.y + PROCESS_HEIGHT + GAP, SIDE_HEIGHT);
  const opened = [
    opening(2 * index + 1, incoming, incoming.clientAt || incoming.client),
    opening(2 * index + 2, outgoing, name),
  ] as const;
  return group([
    drawSide(client, incoming.clientAt, 'the client', incoming.client, theme),
    drawGap(incoming, opened[0], client.y + SIDE_HEIGHT, width, undefined, theme),
    drawProcess(relayed, process, ROWS, place, theme),
    drawGap(outgoing, opened[1], process.y + PROCESS_HEIGHT, width, '7 3', theme),
    drawSide(server, outgoing.serverAt, 'the server', outgoing.server, theme),
  ]);
}

/** A connection: its two arrows, and beside them who opened it, its addresses and what it carried. */
function drawGap(
  { client, server, sent, received, request, response }: RelayedConnection,
  opened: string,
  top: number,
  width: number,
  dash: string | undefined,
  theme: Theme,
): Svg {
  const line = (y: number, words: string, font: Font, indent = 0): Svg => {
    const x = EDGE + TEXT_INDENT + indent;
    const shown = fitText(words, font, width - EDGE - x);
    return textLine(x, top + y, shown, { ...font, fill: theme.text }, words);
  };
  const arrow = (x: number, from: number, to: number, colour: string): Svg => {
    const towards = Math.sign(to - from);
    const stroke = { stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dash };
    return group([
      element('line', { x1: x, x2: x, y1: from, y2: to - 8 * towards, ...stroke }),
      arrowhead(x, to - 6 * towards, 90 * towards, 11, colour),
    ]);
  };
  return group([
    arrow(EDGE + ARROWS.down, top, top + GAP, theme.request),
    arrow(EDGE + ARROWS.up, top + GAP, top, theme.reply),
    line(18, opened, SMALL_FONT),
    line(33, client, ADDRESS_FONT),
    line(48, `→ ${server}`, ADDRESS_FONT),
    arrowhead(EDGE + TEXT_INDENT + 5, top + 62, 90, 9, theme.request),
    line(66, load(sent, request), SMALL_FONT, 15),
    arrowhead(EDGE + TEXT_INDENT + 5, top + 78, -90, 9, theme.reply),
    line(82, load(received, response), SMALL_FONT, 15),
  ]);
}

/** A proxy's work: the connection that it accepted and the one that it opened, and which bytes it read here and wrote there. */
import type { Captures } from '../../lab/observe/packets';
import { wrapText } from '../draw/fitText';
import { textLine } from '../draw/svg';
import { PICTURE_WIDTH, resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { formatCount } from '../figure/textTable';
import { drawTitled, EDGE, type PictureBody } from '../figure/titled';
import { drawRelay, RELAY_HEIGHT } from './relayDraw';
import { type Relayed, type RelayedConnection, relayedConnections } from './relayedConnections';
import { LABEL_FONT, opening } from './relayParts';
import { drawRelayStacked, STACK_HEIGHT } from './relayStack';

/** What the picture says, whose work it shows, and how it looks. */
export interface RelayOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** The namespace in which the process runs; `host` unless given. */
  readonly host?: string;
  /** What the process is called; `docker-proxy` unless given. */
  readonly process?: string;
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
  /** In px; 720 unless given. Below 560 the process stands between client and server from the top down. */
  readonly width?: number;
}

/** Narrower than this, three boxes have no room beside each other. */
const STACKED = 560;

function describe({ incoming, outgoing }: Relayed, index: number, name: string): string {
  const [first, second] = [2 * index + 1, 2 * index + 2];
  return [
    `${opening(first, incoming, incoming.clientAt || incoming.client)}: ${incoming.client} > ${incoming.server}.`,
    `${opening(second, outgoing, name)}: ${outgoing.client} > ${outgoing.server}${outgoing.serverAt ? `, in ${outgoing.serverAt}` : ''}.`,
    `${name} reads ${formatCount(incoming.sent)} bytes from connection ${first} and writes ${formatCount(outgoing.sent)} to connection ${second};`,
    `it reads ${formatCount(outgoing.received)} bytes from connection ${second} and writes ${formatCount(incoming.received)} to connection ${first}.`,
  ].join('\n');
}

/**
 * Draws each connection that ended in a process of the host together with the one that the process opened for it.
 *
 * @example
 * ```ts
 * import { lab, observe, relay } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# systemctl start docker');
 * await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
 * const { packets } = await observe(machines, 'host# curl -sS http://127.0.0.1:8001');
 * relay(packets, { title: 'docker-proxy relays' }).toCsv().trim().split('\r\n').length; // → 3
 * ```
 */
export function relay(packets: Captures, options: RelayOptions): Figure {
  const { title, host = 'host', process: name = 'docker-proxy' } = options;
  const width = options.width ?? PICTURE_WIDTH;
  const theme = resolveTheme(options.theme);
  const relays = relayedConnections(packets, host);
  const nothing = `No connection ended in a process of ${host} and was carried on from there.`;
  const alt = [title, ...(relays.length > 0 ? relays.map((one, index) => describe(one, index, name)) : [nothing])].join(
    '\n',
  );
  const [draw, heightOfOne] = width < STACKED ? [drawRelayStacked, STACK_HEIGHT] : [drawRelay, RELAY_HEIGHT];
  const body = (end: number): PictureBody => {
    const top = end + 8;
    const missing = relays.length > 0 ? [] : wrapText(nothing, LABEL_FONT, width - 2 * EDGE);
    return {
      height: top + (relays.length > 0 ? relays.length * heightOfOne - 12 : 14 + missing.length * 15),
      parts: [
        ...relays.map((one, index) => draw(one, { index, top: top + index * heightOfOne, width, name, host }, theme)),
        ...missing.map((line, index) =>
          textLine(EDGE, top + 12 + index * 15, line, { ...LABEL_FONT, fill: theme.muted }),
        ),
      ],
    };
  };
  return createFigure({
    title,
    alt,
    svg: () => drawTitled({ title, alt, theme, width, body }),
    restyle: (look) => relay(packets, { ...options, ...look }),
    text: () => alt,
    columns: [
      'connection',
      'opened_by',
      'opened_ms',
      'client',
      'server',
      'sent',
      'received',
      'process_reads',
      'process_writes',
    ],
    rows: relays.flatMap(({ incoming, outgoing }, index) => {
      const row = (
        number: number,
        { client, server, opened, sent, received }: RelayedConnection,
        by: string,
        isIn: boolean,
      ) => ({
        connection: number,
        opened_by: by,
        opened_ms: opened,
        client,
        server,
        sent,
        received,
        process_reads: isIn ? sent : received,
        process_writes: isIn ? received : sent,
      });
      return [row(2 * index + 1, incoming, incoming.clientAt, true), row(2 * index + 2, outgoing, name, false)];
    }),
  });
}

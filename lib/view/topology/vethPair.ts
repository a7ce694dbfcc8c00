/** A close-up of the cable between a container and its host: each end is named after the other's interface index. */
import type { Topology, TopologyDevice, TopologyNamespace } from '../../lab/topology';
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { arrowhead } from '../draw/stroke';
import { element, group, round, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, PICTURE_WIDTH, resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { drawTitled, EDGE, type PictureBody } from '../figure/titled';

/** What the picture says and how it looks. */
export interface VethPairOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
}

interface End {
  readonly namespace: TopologyNamespace;
  readonly device: TopologyDevice;
}

interface Pair {
  readonly host: End;
  readonly container: End;
}

const HEAD_FONT: Font = { family: 'sans', size: FONT_SIZE.heading, weight: 'bold' };
const NAME_FONT: Font = { family: 'mono', size: 15, weight: 'bold' };
const SMALL_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
const ADDRESS_FONT: Font = { family: 'mono', size: FONT_SIZE.small };
const CABLE_ROOM = 54;
const BOX_WIDTH = (PICTURE_WIDTH - 2 * EDGE - CABLE_ROOM) / 2;
const BOX_HEIGHT = 172;
/** Between an index and the name, so that an outline fits around it. */
const PART_GAP = 6;

function pairsOf(topology: Topology, container: string): readonly Pair[] {
  const inside = topology.namespaces.find(({ name, kind }) => name === container && kind === 'container');
  if (!inside) {
    const known = topology.namespaces.filter(({ kind }) => kind === 'container').map(({ name }) => name);
    throw new RangeError(
      `there is no running container ${JSON.stringify(container)}; there are ${known.join(', ') || 'none'}`,
    );
  }
  return inside.devices.flatMap((device) => {
    const namespace = topology.namespaces.find(({ name }) => name === device.peer?.namespace);
    const other = namespace?.devices.find(({ name }) => name === device.peer?.device);
    return device.kind === 'veth' && namespace && other
      ? [{ host: { namespace, device: other }, container: { namespace: inside, device } }]
      : [];
  });
}

interface Part {
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

/** `7: vethXXXX@if6` in its three parts, each with its place. */
interface Label {
  readonly index: Part;
  readonly name: Part;
  /** `if6` */
  readonly peer: Part;
  readonly y: number;
}

function labelOf(end: End, peer: End, middle: number, y: number): Label {
  const [index, other] = [`${end.device.ifindex}`, `if${peer.device.ifindex}`];
  const ends = textWidth(index + other, NAME_FONT) + 2 * PART_GAP;
  const name = fitText(`: ${end.device.name}@`, NAME_FONT, BOX_WIDTH - 40 - ends);
  const widths = [index, name, other].map((text) => textWidth(text, NAME_FONT));
  let x = middle - PART_GAP - widths.reduce((sum, width) => sum + width, 0) / 2;
  const place = (text: string): Part => {
    const part = { text, x, width: textWidth(text, NAME_FONT) };
    x += part.width + PART_GAP;
    return part;
  };
  return { index: place(index), name: place(name), peer: place(other), y };
}

/** What belongs together has the same outline; the second one is dashed, for those who see no colours. */
function outlined({ y }: Label, { x, width }: Part, colour: string, dash: string | undefined): Svg {
  return element('rect', {
    x: x - 4,
    y: y - 16,
    width: width + 8,
    height: 22,
    rx: 5,
    fill: 'none',
    stroke: colour,
    'stroke-width': 2,
    'stroke-dasharray': dash,
  });
}

function middleOf({ x, width }: Part): number {
  return x + width / 2;
}

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

function drawBox({ namespace, device }: End, x: number, top: number, side: 'left' | 'right', theme: Theme): Svg {
  const middle = x + BOX_WIDTH / 2;
  const plug = side === 'left' ? x + BOX_WIDTH : x;
  const lines = [device.mac, ...device.addresses, ...(device.up ? [] : ['down'])].join('  ');
  const master = device.master === undefined ? '' : `port of ${device.master}`;
  const heading = `${namespace.name}, ${namespace.kind === 'machine' ? 'the machine' : 'a container'}`;
  const mid = (text: string, y: number, font: Font, fill: string): Svg =>
    textLine(middle, y, fitText(text, font, BOX_WIDTH - 30), { ...font, fill, anchor: 'middle' }, text);
  return group([
    element('rect', {
      x,
      y: top,
      width: BOX_WIDTH,
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
      fill: device.up ? theme.text : theme.idle,
    }),
  ]);
}

function drawPair({ host, container }: Pair, top: number, theme: Theme): Svg {
  const right = EDGE + BOX_WIDTH + CABLE_ROOM;
  const y = top + 92;
  const [left, other] = [
    labelOf(host, container, EDGE + BOX_WIDTH / 2, y),
    labelOf(container, host, right + BOX_WIDTH / 2, y),
  ];
  return group([
    drawBox(host, EDGE, top, 'left', theme),
    drawBox(container, right, top, 'right', theme),
    element('line', {
      x1: EDGE + BOX_WIDTH + 6,
      x2: right - 6,
      y1: top + 87,
      y2: top + 87,
      stroke: theme.muted,
      'stroke-width': 4,
    }),
    pointer(middleOf(left.peer), middleOf(other.index), y, -34, theme.request, undefined),
    pointer(middleOf(other.peer), middleOf(left.index), y, 34, theme.reply, '6 3'),
    ...[left, other].flatMap(({ index, name, peer }) =>
      [index, name, peer].map(({ text, x }) => textLine(x, y, text, { ...NAME_FONT, fill: theme.text })),
    ),
    outlined(left, left.peer, theme.request, undefined),
    outlined(other, other.index, theme.request, undefined),
    outlined(other, other.peer, theme.reply, '6 3'),
    outlined(left, left.index, theme.reply, '6 3'),
  ]);
}

function nameOf({ device }: End, peer: End): string {
  return `${device.ifindex}: ${device.name}@if${peer.device.ifindex}`;
}

function describe({ host, container }: Pair): string {
  const port = host.device.master === undefined ? '' : ` (port of ${host.device.master})`;
  return (
    `${nameOf(host, container)} in ${host.namespace.name}${port} and ${nameOf(container, host)} in ${container.namespace.name} are one cable: ` +
    `@if${container.device.ifindex} is the index of ${container.device.name} in ${container.namespace.name}, ` +
    `@if${host.device.ifindex} that of ${host.device.name} in ${host.namespace.name}.`
  );
}

/**
 * Draws the cables of a container. Throws a `RangeError` if no such container runs.
 *
 * @example
 * ```ts
 * import { lab, topology, vethPair } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# systemctl start docker');
 * await machines.sh('host# docker run --name ng1 -d lkarrie/nginx1');
 * const picture = vethPair(topology(machines), 'ng1', { title: 'One cable, two names' });
 * picture.alt.includes('eth0'); // → true
 * ```
 */
export function vethPair(topology: Topology, container: string, options: VethPairOptions): Figure {
  const { title } = options;
  const theme = resolveTheme(options.theme);
  const pairs = pairsOf(topology, container);
  const nothing = `${container} has no cable to its host.`;
  const lines = pairs.length > 0 ? pairs.map(describe) : [nothing];
  const alt = [title, ...lines].join('\n');
  const body = (end: number): PictureBody => {
    const top = end + 10;
    const bottom = top + pairs.length * (BOX_HEIGHT + 14);
    const note =
      pairs.length > 0
        ? 'The number after @if is the interface index of the other end, in the other namespace.'
        : nothing;
    const shown = fitText(note, SMALL_FONT, PICTURE_WIDTH - 2 * EDGE);
    return {
      height: bottom + 24,
      parts: [
        ...pairs.map((pair, index) => drawPair(pair, top + index * (BOX_HEIGHT + 14), theme)),
        textLine(EDGE, bottom + 8, shown, { ...SMALL_FONT, fill: theme.muted }, note),
      ],
    };
  };
  return createFigure({
    title,
    alt,
    svg: () => drawTitled({ title, alt, theme, body }),
    restyle: (look) => vethPair(topology, container, { ...options, ...look }),
    text: () => alt,
    columns: [
      'namespace',
      'ifindex',
      'device',
      'peer_namespace',
      'peer_ifindex',
      'peer_device',
      'master',
      'mac',
      'addresses',
    ],
    rows: pairs.flatMap(({ host, container: inside }) =>
      [[host, inside] as const, [inside, host] as const].map(([end, peer]) => ({
        namespace: end.namespace.name,
        ifindex: end.device.ifindex,
        device: end.device.name,
        peer_namespace: peer.namespace.name,
        peer_ifindex: peer.device.ifindex,
        peer_device: peer.device.name,
        master: end.device.master ?? '',
        mac: end.device.mac,
        addresses: end.device.addresses.join(' '),
      })),
    ),
  });
}

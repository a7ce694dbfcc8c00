/** The machines as a drawing: namespaces as boxes, devices as plugs, cables between them, bridges, listening processes. */
import type { Topology } from '../../lab/topology';
import { wrapText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { element, group, type Svg, svgDocument, textLine } from '../draw/svg';
import { FONT_SIZE, PICTURE_WIDTH, resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { drawTitled, EDGE, type PictureBody } from '../figure/titled';
import { bridgeMiddle, drawNamespace, plugEnd } from './box';
import { type Cable, type CableEnd, cablePath, cablesOf } from './cable';
import { type TopologyChange, topologyChange } from './change';
import { layoutTopology } from './columns';
import { deviceLabel, type PlacedNamespace } from './layout';
import { type Stack, stackTopology } from './stack';

/** What the drawing says and how it looks. */
export interface TopologyMapOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
  /** An earlier topology: what it lacks is outlined as new, what it alone has is named below the drawing. */
  readonly highlight?: Topology;
  /** In px; 720 unless given. Below 560 the boxes stand one above the other. */
  readonly width?: number;
}

const NOTE_FONT: Font = { family: 'sans', size: FONT_SIZE.subtitle };

function drawCable([one, other]: Cable, path: string, change: TopologyChange, theme: Theme): Svg {
  const isNew = [one, other].some(
    ({ box, placed }) => change.isNewNamespace(box.namespace) || change.isNewDevice(box.namespace, placed.device),
  );
  return element('path', {
    d: path,
    fill: 'none',
    stroke: isNew ? theme.fresh : theme.muted,
    'stroke-width': 2.5,
  });
}

function notes(change: TopologyChange, highlighted: boolean): readonly string[] {
  if (!highlighted) return [];
  return [
    change.fresh.length > 0 ? `Outlined, new: ${change.fresh.join(', ')}.` : 'Nothing is new.',
    ...(change.gone.length > 0 ? [`No longer there: ${change.gone.join(', ')}.`] : []),
  ];
}

/** The drawing in words: a paragraph a namespace. */
function describe(topology: Topology): readonly string[] {
  return topology.namespaces.map(({ name, kind, devices, processes }) => {
    const device = devices.map((one) => {
      const details = [...one.addresses, ...(one.master ? [`port of ${one.master}`] : []), ...(one.up ? [] : ['down'])];
      const peer = one.peer ? [`cable to ${one.peer.device} in ${one.peer.namespace}`] : [];
      return `  ${[deviceLabel(one, topology), ...details, ...peer].join(', ')}`;
    });
    const process = processes.map(({ pid, command, listening }) => {
      const ports = listening.length > 0 ? `, listening on ${listening.join(', ')}` : '';
      return `  process ${command} (${pid})${ports}`;
    });
    return [`${kind} ${name}`, ...device, ...process].join('\n');
  });
}

/** Narrower than this, columns have no room for their texts. */
const STACKED = 560;

interface Drawing {
  /** Where a cable lies. */
  readonly route: (cable: Cable) => string;
  /** Where it begins, px. */
  readonly top: number;
  readonly width: number;
  /** What stands below it. */
  readonly said: readonly string[];
  readonly change: TopologyChange;
  readonly theme: Theme;
}

function mapBody(boxes: readonly PlacedNamespace[], { route, top, width, said, change, theme }: Drawing): PictureBody {
  const bottom = Math.max(top, ...boxes.map(({ y, height }) => y + height));
  const noteLines = said.flatMap((line) => wrapText(line, NOTE_FONT, width - 2 * EDGE));
  return {
    height: bottom + EDGE + (noteLines.length > 0 ? noteLines.length * 17 + 8 : 0),
    parts: [
      ...boxes.map((box) => drawNamespace(box, change, theme)),
      group(cablesOf(boxes).map((cable) => drawCable(cable, route(cable), change, theme))),
      ...noteLines.map((line, index) =>
        textLine(EDGE, bottom + 22 + index * 17, line, { ...NOTE_FONT, fill: theme.text }),
      ),
    ],
  };
}

/** The drawing without a title, and where its cables lie, for who moves something along them. */
export interface Scene {
  readonly svg: string;
  /** The same in words. */
  readonly text: string;
  readonly cables: readonly {
    /** Devices at the path's beginning and end, as `client eth0`. */
    readonly ends: readonly [string, string];
    /** An SVG path. */
    readonly path: string;
  }[];
  /** Where what comes to a device is, inside of its box: at its plug, or on the bridge's bar. By `client eth0`. */
  readonly places: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
}

/** Draws the machines `width` px wide, without a title. */
export function drawScene(
  topology: Topology,
  options: Pick<TopologyMapOptions, 'theme'> & { readonly width: number; readonly highlight: Topology | undefined },
): Scene {
  const { width, highlight } = options;
  const theme = resolveTheme(options.theme);
  const change = topologyChange(topology, highlight);
  const said = change.fresh.length + change.gone.length > 0 ? notes(change, true) : [];
  const text = [...said, ...describe(topology)].join('\n');
  const boxes = layoutTopology(topology, EDGE / 2, width - EDGE / 2, EDGE / 2);
  const { height, parts } = mapBody(boxes, { route: cablePath, top: 0, width, said, change, theme });
  const body = parts.filter((part) => part !== false);
  return {
    svg: svgDocument({ width, height, background: theme.background, title: 'The machines', alt: text, body }),
    text,
    cables: cablesOf(boxes).map((cable) => ({ ends: [endName(cable[0]), endName(cable[1])], path: cablePath(cable) })),
    places: Object.fromEntries(boxes.flatMap(placesIn)),
  };
}

function placesIn(box: PlacedNamespace): readonly (readonly [string, { readonly x: number; readonly y: number }])[] {
  const ports = box.bridges.flatMap(({ ports: all }) => all);
  return [
    ...[...box.devices, ...ports].map((placed) => [endName({ box, placed }), plugEnd(box, placed)] as const),
    ...box.bridges.map((placed) => [`${box.namespace.name} ${placed.bridge.name}`, bridgeMiddle(box, placed)] as const),
  ];
}

function endName({ box, placed }: CableEnd): string {
  return `${box.namespace.name} ${placed.device.name}`;
}

/**
 * Draws the machines, and what changed since an earlier topology.
 *
 * @example
 * ```ts
 * import { lab, topology, topologyMap } from 'chainwalk';
 *
 * const machines = await lab();
 * const highlight = topology(machines);
 * await machines.sh('host# systemctl start docker');
 * const map = topologyMap(topology(machines), { title: 'A bridge came', highlight });
 * map.alt.includes('docker0'); // → true
 * ```
 */
export function topologyMap(topology: Topology, options: TopologyMapOptions): Figure {
  const { title, highlight, width = PICTURE_WIDTH } = options;
  const theme = resolveTheme(options.theme);
  const change = topologyChange(topology, highlight);
  const said = notes(change, highlight !== undefined);
  const alt = [title, ...said, ...describe(topology)].join('\n');
  const place = (top: number): Stack =>
    width < STACKED
      ? stackTopology(topology, EDGE, width - EDGE, top)
      : { boxes: layoutTopology(topology, EDGE, width - EDGE, top), route: cablePath };
  const body = (top: number): PictureBody => {
    const { boxes, route } = place(top + 12);
    return mapBody(boxes, { route, top, width, said, change, theme });
  };
  return createFigure({
    title,
    alt,
    svg: () => drawTitled({ title, alt, theme, width, body }),
    restyle: (look) => topologyMap(topology, { ...options, ...look }),
    text: () => alt,
    rows: topology.namespaces.flatMap(({ name, devices }) =>
      devices.map((device) => ({
        namespace: name,
        ifindex: device.ifindex,
        device: device.name,
        kind: device.kind,
        addresses: device.addresses.join(' '),
        mac: device.mac,
        master: device.master ?? '',
        peer: device.peer ? `${device.peer.namespace}/${device.peer.device}` : '',
        up: device.up,
      })),
    ),
  });
}

/** A close-up of the cable between a container and its host: each end is named after the other's interface index. */
import type { Topology } from '../../lab/topology';
import { wrapText } from '../draw/fitText';
import { textLine } from '../draw/svg';
import { PICTURE_WIDTH, resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { drawTitled, EDGE, type PictureBody } from '../figure/titled';
import { BESIDE_HEIGHT, drawPairBeside } from './vethBeside';
import { type End, type Pair, SMALL_FONT } from './vethParts';
import { drawPairStacked, STACK_HEIGHT } from './vethStack';

/** What the picture says and how it looks. */
export interface VethPairOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
  /** In px; 720 unless given. Below 560 the container stands below the host. */
  readonly width?: number;
}

/** Narrower than this, two names have no room beside each other. */
const STACKED = 560;

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
  const { title, width = PICTURE_WIDTH } = options;
  const theme = resolveTheme(options.theme);
  const pairs = pairsOf(topology, container);
  const nothing = `${container} has no cable to its host.`;
  const lines = pairs.length > 0 ? pairs.map(describe) : [nothing];
  const alt = [title, ...lines].join('\n');
  const note =
    pairs.length > 0
      ? 'The number after @if is the interface index of the other end, in the other namespace.'
      : nothing;
  const [drawPair, pairHeight] = width < STACKED ? [drawPairStacked, STACK_HEIGHT] : [drawPairBeside, BESIDE_HEIGHT];
  const body = (end: number): PictureBody => {
    const top = end + 10;
    const bottom = top + pairs.length * pairHeight;
    const said = wrapText(note, SMALL_FONT, width - 2 * EDGE);
    return {
      height: bottom + 10 + said.length * 14,
      parts: [
        ...pairs.map((pair, index) => drawPair(pair, top + index * pairHeight, width, theme)),
        ...said.map((line, index) =>
          textLine(EDGE, bottom + 8 + index * 14, line, { ...SMALL_FONT, fill: theme.muted }),
        ),
      ],
    };
  };
  return createFigure({
    title,
    alt,
    svg: () => drawTitled({ title, alt, theme, width, body }),
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

/** The playground's pictures, drawn by lib/view: the worker loads it with the first that is asked for. */
import type { Journey } from '../../lab/observe/journey';
import type { Observation } from '../../lab/observe/observation';
import { wires } from '../../lab/observe/wires';
import type { Topology, TopologyNamespace } from '../../lab/topology';
import { formatCount } from '../../view/figure/textTable';
import { type LadderPart, ladderParts } from '../../view/ladder/ladder';
import { RowJourneys } from '../../view/ladder/rowJourneys';
import { destinationOf, formatTime, packetWords, sourceOf } from '../../view/packets/packetWords';
import { pathMap } from '../../view/path/pathMap';
import { drawScene } from '../../view/topology/topologyMap';
import type { Picture, PicturePart } from './protocol';

type ThemeName = 'light' | 'dark';

/** Containers that are drawn. */
const MOST_CONTAINERS = 12;
/** A drawing with two columns, and with three, can be read down to this width, px. */
const LEAST_WIDTH = { two: 330, three: 560 };
/** Pictures of one ladder. */
const MOST_PARTS = 10;

/** The machines as they are, `width` px wide; what is new since `before` is outlined. Of many containers, `busy` ones come first. */
export function drawMachines(
  now: Topology,
  before: Topology | undefined,
  busy: ReadonlySet<string>,
  width: number,
  theme: ThemeName,
): Picture {
  const { shown, leftOut } = fewer(now, busy);
  const least = shown.namespaces.some(({ kind }) => kind === 'container') ? LEAST_WIDTH.three : LEAST_WIDTH.two;
  const { svg, text, cables, places } = drawScene(shown, { width: Math.max(least, width), theme, highlight: before });
  return { parts: [part(svg)], text, cables, places, leftOut };
}

/** The topology with no more containers than a drawing can hold. */
function fewer({ namespaces }: Topology, busy: ReadonlySet<string>): { shown: Topology; leftOut: number } {
  const containers = namespaces.filter(({ kind }) => kind === 'container');
  if (containers.length <= MOST_CONTAINERS) return { shown: { namespaces }, leftOut: 0 };
  const first = (container: TopologyNamespace) => Number(!busy.has(container.name));
  const kept = new Set(
    [...containers]
      .reverse()
      .sort((a, b) => first(a) - first(b))
      .slice(0, MOST_CONTAINERS),
  );
  const isKept = (namespace: TopologyNamespace) => namespace.kind === 'machine' || kept.has(namespace);
  const names = new Set(namespaces.filter(isKept).map(({ name }) => name));
  const shown = namespaces.filter(isKept).map((namespace) => ({
    ...namespace,
    devices: namespace.devices.filter(
      ({ peer, kind }) => kind !== 'veth' || (peer !== undefined && names.has(peer.namespace)),
    ),
    processes: namespace.processes.slice(0, 2 * MOST_CONTAINERS),
  }));
  return { shown: { namespaces: shown }, leftOut: containers.length - MOST_CONTAINERS };
}

/** The path of one packet, or of all, through the host. */
export function drawPath(journeys: readonly Journey[], packet: number | undefined, theme: ThemeName): Picture {
  const chosen = packet === undefined ? journeys : journeys.slice(packet, packet + 1);
  const title =
    packet === undefined
      ? `${formatCount(journeys.length)} packet${journeys.length === 1 ? '' : 's'} on the host`
      : `Packet ${packet + 1} of ${formatCount(journeys.length)} on the host`;
  const figure = pathMap(chosen, { title, theme });
  return { parts: [part(figure.toSvg())], text: figure.toText(), cables: [], places: {}, leftOut: 0 };
}

/** A ladder for each wire. */
export function drawLadder({ packets, journeys }: Observation, topology: Topology, theme: ThemeName): Picture {
  const known = new RowJourneys(journeys);
  const all = wires(topology, packets).flatMap((lanes) =>
    ladderParts(packets, { title: `What ${lanes.length} interfaces carried`, lanes, journeys, theme }),
  );
  const shown = all.slice(0, MOST_PARTS);
  const parts = shown.map((one) => ({ ...part(one.figure.toSvg()), rows: rowsOf(one, known) }));
  return {
    parts,
    text: shown.map(({ figure }) => figure.toText()).join('\n\n'),
    cables: [],
    places: {},
    leftOut: all.length - shown.length,
  };
}

function rowsOf({ rows }: LadderPart, known: RowJourneys): PicturePart['rows'] {
  return rows.flatMap(({ packet, y }) => {
    const [found] = known.take(packet);
    if (found === undefined) return [];
    const { first } = packet;
    return [
      {
        y,
        packet: found,
        label: `${formatTime(packet.t)}: ${packetWords(first)}, ${sourceOf(first)} to ${destinationOf(first)}`,
      },
    ];
  });
}

function part(svg: string): PicturePart {
  const [, width = '720', height = '400'] = /^<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  return { svg, width: Number(width), height: Number(height), rows: [] };
}

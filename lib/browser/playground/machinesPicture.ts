/** The picture of the machines, drawn by lib/view: the worker loads it with the first that is asked for. */
import type { Topology, TopologyNamespace } from '../../lab/topology';
import { drawScene } from '../../view/topology/topologyMap';
import { part, type ThemeName } from './pictures';
import type { Picture } from './protocol';

/** Containers that are drawn. */
const MOST_CONTAINERS = 12;
/** A drawing with two columns, and with three, can be read down to this width, px. */
const LEAST_WIDTH = { two: 330, three: 560 };

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

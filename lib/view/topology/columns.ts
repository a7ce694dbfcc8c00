/**
 * The drawing in columns: machines with bridges in the middle, other machines at their left, containers at their right, and
 * every cable's ends facing each other as far as they can.
 */
import type { Topology } from '../../lab/topology';
import { groupsOf, type PlacedNamespace, placeNamespace, plugY } from './layout';

const WEIGHTS = { left: 150, hub: 296, right: 166 } as const;
const CABLE_ROOM = 46;
const BOX_GAP = 16;

/** All boxes, in columns between `left` and `right`, from `top` on. */
export function layoutTopology(
  topology: Topology,
  left: number,
  right: number,
  top: number,
): readonly PlacedNamespace[] {
  const columns = groupsOf(topology).filter(({ members }) => members.length > 0);
  const total = columns.reduce((sum, { kind }) => sum + WEIGHTS[kind], 0);
  const scale = (right - left - CABLE_ROOM * (columns.length - 1)) / total;
  const placed: PlacedNamespace[] = [];
  let x = left;
  for (const { members, kind, side } of columns) {
    const width = WEIGHTS[kind] * scale;
    let free = top;
    const boxes = members
      .map((namespace) => {
        const box = placeNamespace(namespace, topology, { x, y: top, width }, side);
        return { box, first: box.devices[0], facing: plugY(placed, box.devices[0]?.device.peer) };
      })
      .sort((a, b) => (a.facing ?? Number.MAX_VALUE) - (b.facing ?? Number.MAX_VALUE));
    for (const { box, first, facing } of boxes) {
      const y = first && facing !== undefined ? Math.max(free, facing - first.y) : free;
      placed.push({ ...box, y });
      free = y + box.height + BOX_GAP;
    }
    x += width + CABLE_ROOM;
  }
  return placed;
}

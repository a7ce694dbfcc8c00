/** The drawing for a narrow column: boxes one above the other, all plugs at their right, where the cables run up and down. */
import type { Topology } from '../../lab/topology';
import { roundedPath } from '../draw/stroke';
import { plugEnd } from './box';
import { type Cable, cablesOf } from './cable';
import { groupsOf, type PlacedNamespace, placeNamespace, plugY } from './layout';

const BOX_GAP = 14;
/** From a plug to the nearest cable that runs up and down, and from there to the next. */
const FIRST_LANE = 14;
const LANE_GAP = 8;

/** Boxes with the room for their cables. */
export interface Stack {
  readonly boxes: readonly PlacedNamespace[];
  readonly route: (cable: Cable) => string;
}

/** A cable's ends from the top down, and its distance from the boxes as a number of lanes. */
interface Run {
  readonly top: number;
  readonly bottom: number;
  readonly lane: number;
}

/** All boxes between `left` and `right`, from `top` on. */
export function stackTopology(topology: Topology, left: number, right: number, top: number): Stack {
  // Where the cables run does not depend on the boxes' width, but the width on the room that they take.
  const runs = runsOf(placeBoxes(topology, left, right - left, top));
  const lanes = Math.max(0, ...[...runs.values()].map(({ lane }) => lane + 1));
  const room = lanes === 0 ? 0 : FIRST_LANE + (lanes - 1) * LANE_GAP;
  const boxes = placeBoxes(topology, left, right - left - room, top);
  return {
    boxes,
    route: (cable) => {
      const [from, to] = plugsOf(cable);
      const x = from.x + FIRST_LANE - 5 + (runs.get(nameOf(cable))?.lane ?? 0) * LANE_GAP;
      return roundedPath([
        [from.x, from.y],
        [x, from.y],
        [x, to.y],
        [to.x, to.y],
      ]);
    },
  };
}

function placeBoxes(topology: Topology, x: number, width: number, top: number): readonly PlacedNamespace[] {
  const placed: PlacedNamespace[] = [];
  let y = top;
  for (const { members } of groupsOf(topology)) {
    const facing = members.map((namespace) => {
      const box = placeNamespace(namespace, topology, { x, y, width }, 'right');
      return { namespace, plug: plugY(placed, box.devices[0]?.device.peer) ?? Number.MAX_VALUE };
    });
    // The cable of the lowest port is the shortest: so cables lie in each other, and do not cross.
    for (const { namespace } of facing.sort((a, b) => b.plug - a.plug)) {
      const box = placeNamespace(namespace, topology, { x, y, width }, 'right');
      placed.push(box);
      y += box.height + BOX_GAP;
    }
  }
  return placed;
}

/** Short cables nearest to the boxes; each in the first lane that no shorter one beside it has. */
function runsOf(boxes: readonly PlacedNamespace[]): ReadonlyMap<string, Run> {
  const runs = new Map<string, Run>();
  const spans = cablesOf(boxes).map((cable) => {
    const [one, other] = plugsOf(cable);
    return { name: nameOf(cable), top: Math.min(one.y, other.y), bottom: Math.max(one.y, other.y) };
  });
  for (const { name, top, bottom } of spans.sort((a, b) => a.bottom - a.top - (b.bottom - b.top))) {
    const beside = [...runs.values()].filter((run) => run.top <= bottom && top <= run.bottom);
    runs.set(name, { top, bottom, lane: Math.max(-1, ...beside.map(({ lane }) => lane)) + 1 });
  }
  return runs;
}

function plugsOf([one, other]: Cable) {
  return [plugEnd(one.box, one.placed), plugEnd(other.box, other.placed)] as const;
}

function nameOf(cable: Cable): string {
  return cable.map(({ box, placed }) => `${box.namespace.name} ${placed.device.name}`).join(' ');
}

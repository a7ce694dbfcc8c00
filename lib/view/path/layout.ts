/**
 * Where things stand in the path map, px: in on the left, out on the right, processes on top. Strokes are parallel lanes,
 * one a flow, and every card knows its lanes; nothing here draws.
 */
import type { HookName } from '../../netfilter';
import { itemAt } from '../itemAt';
import { CARD_HEADING, type Card, layoutCard } from './card';
import type { Flow } from './flow';
import { hookStations } from './station';

/** The lane of a path that nothing took, where there is no other. */
export const IDLE_LANE = -1;

/** px from the picture's left and top. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the legend begins, and how wide it may be. */
export interface LegendPlace extends Point {
  readonly width: number;
}

/** px. */
export const LEGEND_WIDTH = 156;

/** A box by its upper left corner, px. */
export interface PlacedBox extends Point {
  readonly width: number;
  readonly height: number;
}

/** What stands in every form of the map: the hooks' cards, the host's frame, the process. */
export interface MapPlaces {
  readonly cards: Readonly<Record<HookName, Card & Point>>;
  readonly frame: PlacedBox;
  readonly process: PlacedBox;
  /** Of the whole picture, px. */
  readonly height: number;
}

/** Where everything stands; lanes by the index of a flow. */
export interface PathLayout extends MapPlaces {
  /** Centres of the two routing decisions: for what came in, for what is sent from here. */
  readonly decision: Point;
  readonly rerouting: Point;
  /** Half the height of the first decision's box. */
  readonly decisionReach: number;
  /** y of a flow's lane through PREROUTING, FORWARD and POSTROUTING, and through INPUT. */
  readonly lowerLane: (flow: number) => number;
  readonly inputLane: (flow: number) => number;
  /** x of a flow's lane up to INPUT, from there to the process, and down through OUTPUT. */
  readonly upLane: (flow: number) => number;
  readonly deliveryLane: (flow: number) => number;
  readonly outputLane: (flow: number) => number;
  readonly legend: LegendPlace;
  readonly laneGap: number;
}

/** Left and right devices stand on the frame's edges. */
export const PLUG = { left: 8, right: 644, width: 64 } as const;

const COLUMNS = {
  PREROUTING: 84,
  decision: 258,
  INPUT: 274,
  FORWARD: 294,
  delivery: 432,
  sending: 462,
  POSTROUTING: 482,
} as const;

/** How far right of the decision's middle a stroke may go up to INPUT, px. */
const UP_REACH = 7;

/** Offset of the n-th of several lanes from their middle. @internal */
export function spread(position: number, count: number, gap: number): number {
  return (Math.max(position, 0) - (Math.max(count, 1) - 1) / 2) * gap;
}

/** px that so many lanes take. @internal */
export function laneRoom(count: number, gap: number): number {
  return Math.max(count, 1) * gap + 2;
}

/** The upright lanes share what is free between cards. */
export function uprightGap(count: number): number {
  return Math.min(11, 22 / Math.max(count - 1, 1));
}

/** Indexes of the flows whose hooks pass a test. */
export function numbersOf(flows: readonly Flow[], test: (hooks: readonly HookName[]) => boolean): readonly number[] {
  return flows.flatMap(({ first }, number) => (test(first.hooks) ? [number] : []));
}

/** The lanes of PREROUTING to POSTROUTING. What ends in a process and what begins there never meet: they share lanes. */
export function assignLanes(flows: readonly Flow[]): { readonly lanes: readonly number[]; readonly count: number } {
  const sent = numbersOf(flows, (hooks) => hooks[0] === 'OUTPUT');
  const through = numbersOf(flows, (hooks) => hooks[0] !== 'OUTPUT' && !hooks.includes('INPUT'));
  const delivered = numbersOf(flows, (hooks) => hooks.includes('INPUT'));
  const lanes = flows.map((_, number) => {
    if (through.includes(number)) return through.indexOf(number);
    return through.length + Math.max(sent.indexOf(number), delivered.indexOf(number));
  });
  return { lanes, count: through.length + Math.max(sent.length, delivered.length) };
}

/** `top` is where the frame begins, `legendHeight` what the legend needs at its left. */
export function layoutPath(flows: readonly Flow[], top: number, legendHeight: number): PathLayout {
  const { lanes, count } = assignLanes(flows);
  const laneGap = count <= 2 ? 18 : 15;
  const lowerRoom = laneRoom(count, laneGap);
  const delivered = numbersOf(flows, (hooks) => hooks.includes('INPUT'));
  const sent = numbersOf(flows, (hooks) => hooks.includes('OUTPUT'));
  const [inputGap, outputGap] = [uprightGap(delivered.length), uprightGap(sent.length)];
  const card = (hook: HookName): Card => layoutCard(hookStations(hook, flows), lowerRoom, false);
  const lower = { PREROUTING: card('PREROUTING'), FORWARD: card('FORWARD'), POSTROUTING: card('POSTROUTING') };
  const input = layoutCard(hookStations('INPUT', flows), laneRoom(delivered.length, inputGap) + 4, false);
  const output = layoutCard(hookStations('OUTPUT', flows), laneRoom(sent.length, outputGap) + 4, true);

  const outputLeft = COLUMNS.sending - 8 - laneRoom(sent.length, outputGap) / 2;
  const process = { x: COLUMNS.INPUT, y: top + 16, width: outputLeft + output.width - COLUMNS.INPUT, height: 40 };
  const upperTop = process.y + process.height + 26;
  const legend = { x: COLUMNS.PREROUTING, y: top + 36, width: LEGEND_WIDTH };
  const upperEnd = Math.max(upperTop + input.height + 26, upperTop + output.height + 50);
  const lowerTop = Math.max(upperEnd, legend.y + legendHeight + 18);
  const lowerHeight = Math.max(...Object.values(lower).map(({ height }) => height));
  const trunk = lowerTop + CARD_HEADING + lowerRoom / 2 - 1;
  const inputTrunk = upperTop + CARD_HEADING + input.lanes / 2 - 1;
  // Many lanes keep off the arrowheads at INPUT's edge.
  const upMiddle = COLUMNS.decision - Math.max(0, ((delivered.length - 1) / 2) * inputGap - UP_REACH);
  const frame = {
    x: PLUG.left + PLUG.width / 2,
    y: top,
    width: PLUG.right - PLUG.left,
    height: lowerTop + lowerHeight + 16 - top,
  };
  return {
    cards: {
      PREROUTING: { ...lower.PREROUTING, x: COLUMNS.PREROUTING, y: lowerTop },
      FORWARD: { ...lower.FORWARD, x: COLUMNS.FORWARD, y: lowerTop },
      POSTROUTING: { ...lower.POSTROUTING, x: COLUMNS.POSTROUTING, y: lowerTop },
      INPUT: { ...input, x: COLUMNS.INPUT, y: upperTop },
      OUTPUT: { ...output, x: outputLeft, y: upperTop },
    },
    frame,
    process,
    decision: { x: COLUMNS.decision, y: trunk },
    decisionReach: (count > 0 ? lowerRoom : 18) / 2 + 8,
    rerouting: { x: COLUMNS.sending, y: (upperTop + output.height + lowerTop) / 2 },
    lowerLane: (flow) => trunk + (flow === IDLE_LANE ? 0 : spread(itemAt(lanes, flow), count, laneGap)),
    inputLane: (flow) => inputTrunk + spread(delivered.indexOf(flow), delivered.length, inputGap),
    upLane: (flow) => upMiddle - spread(delivered.indexOf(flow), delivered.length, inputGap),
    deliveryLane: (flow) => COLUMNS.delivery + spread(delivered.indexOf(flow), delivered.length, inputGap),
    outputLane: (flow) => COLUMNS.sending + spread(sent.indexOf(flow), sent.length, outputGap),
    legend,
    laneGap,
    height: frame.y + frame.height + 16,
  };
}

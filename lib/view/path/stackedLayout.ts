/**
 * Where things stand in the path map for a narrow column, px: what comes in on top, what goes out below, hooks one under the
 * other. Strokes run from the top down at the cards' left; what does not pass a hook runs beside its card.
 */
import type { HookName } from '../../netfilter';
import { itemAt } from '../itemAt';
import { type Card, layoutCard } from './card';
import type { Flow } from './flow';
import { assignLanes, IDLE_LANE, laneRoom, type MapPlaces, numbersOf, type Point, spread, uprightGap } from './layout';
import { deviceOf } from './places';
import { hookStations } from './station';

/** A device on the frame's edge. */
export interface PlacedPlug {
  readonly device: string;
  readonly x: number;
  /** Of its middle. */
  readonly y: number;
  readonly width: number;
}

/** Where a flow's stroke leaves a plug or comes to one: at the plug, and the height at which it turns to its lane. */
export interface Joint {
  readonly x: number;
  readonly y: number;
  /** That of the lane: it does not turn. */
  readonly isStraight: boolean;
}

/** Where everything stands; lanes and joints by the index of a flow. */
export interface StackedLayout extends MapPlaces {
  /** Of the two routing decisions. */
  readonly decision: number;
  readonly rerouting: number;
  /** Half the width of the decisions' boxes. */
  readonly reach: number;
  /** x of a flow's lane in cards, and beside those that it does not pass. */
  readonly lane: (flow: number) => number;
  readonly bypass: (flow: number) => number;
  /** y at which a forwarded flow leaves the cards' lanes and comes back; the same for one that is sent from here. */
  readonly forwardTurns: (flow: number) => readonly [number, number];
  readonly sendingTurns: (flow: number) => readonly [number, number];
  readonly plugs: readonly PlacedPlug[];
  readonly entry: (flow: number) => Joint;
  readonly exit: (flow: number) => Joint;
}

/** From the picture's border to the frame, px. */
export const FRAME_EDGE = 8;
/** Height of a plug, px. */
export const PLUG_HEIGHT = 18;
/** Half the height of a routing decision's box, px. */
export const DECISION_REACH = 12;
const PLUG_WIDTH = 64;
const TURN = 7.5;
/** Above a card, so that an arrowhead is seen. */
const ARROW_ROOM = 15;
const PROCESS_HEIGHT = 28;

/** `top` is where the frame begins, `width` that of the picture. */
export function layoutStacked(flows: readonly Flow[], top: number, width: number): StackedLayout {
  const { lanes, count } = assignLanes(flows);
  const gap = uprightGap(count);
  const forwarded = numbersOf(flows, (hooks) => hooks.includes('FORWARD'));
  const sent = numbersOf(flows, (hooks) => hooks[0] === 'OUTPUT');
  const beside = Math.max(forwarded.length, sent.length, 1);
  const frame = { x: FRAME_EDGE, width: width - 2 * FRAME_EDGE };
  const bypassLeft = frame.x + 12;
  const left = bypassLeft + laneRoom(beside, gap) + 8;
  const cardWidth = frame.x + frame.width - 10 - left;
  // So that the cross of a dropped packet leaves the tables' names free.
  const room = laneRoom(count, gap) + 8;
  const centre = left + 6 + room / 2;
  const lane = (flow: number) => centre + (flow === IDLE_LANE ? 0 : spread(itemAt(lanes, flow), count, gap));
  const rankOf = (flow: number) => Math.max(forwarded.indexOf(flow), sent.indexOf(flow), 0);

  const card = (hook: HookName, y: number): Card & Point => {
    const source = hookStations(hook, flows);
    const shown = source.flows.length > 0 ? source : { ...source, stations: [] };
    return { ...layoutCard(shown, room, true, cardWidth - room), x: left, y };
  };
  const below = ({ y, height }: { readonly y: number; readonly height: number }) => y + height;
  const runs = (side: 'left' | 'right') => runsOf(flows, side, lane);
  const [entries, exits] = [runs('left'), runs('right')];

  const PREROUTING = card('PREROUTING', top + PLUG_HEIGHT / 2 + turnsOf(entries) * TURN + ARROW_ROOM);
  const decision = below(PREROUTING) + 10 + DECISION_REACH;
  const firstTurn = decision + DECISION_REACH + 5;
  const INPUT = card('INPUT', firstTurn + beside * TURN + ARROW_ROOM - TURN);
  const process = { x: left, y: below(INPUT) + ARROW_ROOM, width: cardWidth, height: PROCESS_HEIGHT };
  const OUTPUT = card('OUTPUT', below(process) + ARROW_ROOM);
  const rerouting = below(OUTPUT) + 8 + DECISION_REACH;
  const secondTurn = rerouting + DECISION_REACH + 6;
  const FORWARD = card('FORWARD', secondTurn + (forwarded.length + sent.length) * TURN + ARROW_ROOM - TURN);
  const thirdTurn = below(FORWARD) + 8;
  const POSTROUTING = card('POSTROUTING', thirdTurn + Math.max(sent.length, 1) * TURN + ARROW_ROOM - TURN);
  const end = below(POSTROUTING) + turnsOf(exits) * TURN + ARROW_ROOM + PLUG_HEIGHT / 2;

  const places = (run: readonly Run[]) => placeRuns(run, left, cardWidth, gap);
  const [placedEntries, placedExits] = [places(entries), places(exits)];
  const joint = (placed: readonly PlacedRun[], flow: number, atTurn: (turn: number) => number): Joint => {
    const end = placed.flatMap(({ ends }) => ends).find((one) => one.flow === flow);
    if (end === undefined || end.turn === 0) return { x: lane(flow), y: atTurn(0), isStraight: true };
    return { x: end.x, y: atTurn(end.turn), isStraight: false };
  };
  return {
    cards: { PREROUTING, INPUT, OUTPUT, FORWARD, POSTROUTING },
    frame: { ...frame, y: top, height: end - top },
    process,
    decision,
    rerouting,
    reach: room / 2 + 4,
    lane,
    bypass: (flow) => bypassLeft + spread(rankOf(flow), beside, gap) + laneRoom(beside, gap) / 2,
    // The left one turns away first and comes back last: so strokes do not cross. What was forwarded has come back before
    // what is sent turns away, for both run beside the cards in the same place.
    forwardTurns: (flow) => [
      firstTurn + rankOf(flow) * TURN,
      secondTurn + ((forwarded.length > 0 ? forwarded.length - 1 : sent.length) - rankOf(flow)) * TURN,
    ],
    sendingTurns: (flow) => [
      secondTurn + (forwarded.length + rankOf(flow)) * TURN,
      thirdTurn + (Math.max(sent.length - 1, 0) - rankOf(flow)) * TURN,
    ],
    plugs: [...plugsOf(placedEntries, top), ...plugsOf(placedExits, end)],
    entry: (flow) => joint(placedEntries, flow, (turn) => top + PLUG_HEIGHT / 2 + turn * TURN),
    exit: (flow) => joint(placedExits, flow, (turn) => end - PLUG_HEIGHT / 2 - 10 - turn * TURN),
    height: end + PLUG_HEIGHT / 2 + 8,
  };
}

/** Neighbouring lanes that come from the same device, or go to it. */
interface Run {
  readonly device: string;
  readonly flows: readonly number[];
}

interface PlacedRun {
  readonly plug: Omit<PlacedPlug, 'y'>;
  /** `turn` is 0 where the lane lies under the plug; else the n-th turn from it. */
  readonly ends: readonly { readonly flow: number; readonly x: number; readonly turn: number }[];
}

function runsOf(flows: readonly Flow[], side: 'left' | 'right', lane: (flow: number) => number): readonly Run[] {
  const ends = flows
    .map((flow, number) => ({ device: deviceOf(flow, side), number }))
    .filter(({ device }) => device !== '')
    .sort((a, b) => lane(a.number) - lane(b.number));
  const runs: Run[] = [];
  for (const { device, number } of ends) {
    const last = runs.at(-1);
    if (last?.device === device) runs[runs.length - 1] = { device, flows: [...last.flows, number] };
    else runs.push({ device, flows: [number] });
  }
  return runs;
}

function turnsOf(runs: readonly Run[]): number {
  return runs.slice(1).reduce((turns, { flows }) => turns + flows.length, 0);
}

/** The first plug stands over its lanes, the others at its right. */
function placeRuns(runs: readonly Run[], left: number, room: number, gap: number): readonly PlacedRun[] {
  const width = Math.min(PLUG_WIDTH, (room + 8) / Math.max(runs.length, 1) - 8);
  let turn = 0;
  return runs.map(({ device, flows }, index) => {
    const x = left + index * (width + 8);
    const ends = flows.map((flow, position) => {
      if (index > 0) turn += 1;
      return { flow, x: x + width / 2 + spread(position, flows.length, gap), turn: index > 0 ? turn : 0 };
    });
    return { plug: { device, x, width }, ends };
  });
}

function plugsOf(placed: readonly PlacedRun[], y: number): readonly PlacedPlug[] {
  return placed.map(({ plug }) => ({ ...plug, y }));
}

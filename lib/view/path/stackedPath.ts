/** The path of one flow through the narrow map: a stroke from the top down, with its stations, arrowheads, and end. */
import type { HookName } from '../../netfilter';
import { arrowhead, type Corner, dropMark, roundedPath } from '../draw/stroke';
import { element, group, type Svg } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { itemAt } from '../itemAt';
import { type FlowStyle, stationMark, stationMiddle } from './card';
import type { Flow } from './flow';
import { IDLE_LANE } from './layout';
import { PLUG_HEIGHT, type StackedLayout } from './stackedLayout';
import { dropPoint } from './station';

function bottomOf({ y, height }: { readonly y: number; readonly height: number }): number {
  return y + height;
}

/** y where a dropped flow ends: at the rule's table, or, with no rule to blame, behind its last hook. */
function endOf({ cards, process, decision, rerouting, frame }: StackedLayout, flow: Flow): number | undefined {
  if (flow.first.fate.kind !== 'dropped') return undefined;
  const point = dropPoint(flow);
  if (point) return cards[point.hook].y + stationMiddle(cards[point.hook], point.table);
  switch (flow.first.hooks.at(-1)) {
    case undefined:
      return frame.y + PLUG_HEIGHT;
    case 'PREROUTING':
      return decision;
    case 'INPUT':
      return process.y - 8;
    case 'FORWARD':
      return bottomOf(cards.FORWARD) + 9;
    case 'OUTPUT':
      return rerouting;
    case 'POSTROUTING':
      return bottomOf(cards.POSTROUTING) + 9;
  }
}

/** From a lane to the way beside a card and back. */
function detour(lane: number, bypass: number, [away, back]: readonly [number, number]): readonly Corner[] {
  return [
    [lane, away],
    [bypass, away],
    [bypass, back],
    [lane, back],
  ];
}

/** The corners of a flow's whole path, each lower than the one before, or as low. */
function pathCorners(layout: StackedLayout, flow: Flow, number: number): readonly Corner[] {
  const { hooks, fate } = flow.first;
  const x = layout.lane(number);
  const bypass = layout.bypass(number);
  const [entry, exit] = [layout.entry(number), layout.exit(number)];
  const start: readonly Corner[] =
    hooks[0] === 'OUTPUT'
      ? [[x, bottomOf(layout.process)]]
      : [
          [entry.x, layout.frame.y + PLUG_HEIGHT / 2],
          [entry.x, entry.y],
          [x, entry.y],
        ];
  const last: readonly Corner[] =
    fate.kind === 'delivered'
      ? [[x, layout.process.y]]
      : [
          [x, exit.y],
          [exit.x, exit.y],
          [exit.x, bottomOf(layout.frame) - PLUG_HEIGHT / 2],
        ];
  const full: readonly Corner[] = [
    ...start,
    ...(hooks.includes('FORWARD') ? detour(x, bypass, layout.forwardTurns(number)) : []),
    ...(hooks.includes('OUTPUT') ? detour(x, bypass, layout.sendingTurns(number)) : []),
    ...last,
  ];
  const end = endOf(layout, flow);
  return end === undefined ? full : [...full.filter(([, y]) => y < end), [x, end]];
}

/** The stroke of one flow. */
export function drawStackedStroke(layout: StackedLayout, flow: Flow, number: number, style: FlowStyle): Svg {
  return element('path', {
    d: roundedPath(pathCorners(layout, flow, number), 5),
    fill: 'none',
    stroke: style.colour,
    'stroke-width': style.width,
    'stroke-dasharray': style.dash,
    'stroke-linejoin': 'round',
  });
}

/** What stands on a stroke: arrowheads, the stations that were visited, and the mark where it was dropped. */
export function drawStackedMarks(
  layout: StackedLayout,
  flow: Flow,
  number: number,
  style: FlowStyle,
  theme: Theme,
): readonly Svg[] {
  const { hooks, fate } = flow.first;
  const { cards, process, frame } = layout;
  const x = layout.lane(number);
  const down = (at: number, y: number): Svg => arrowhead(at, y, 90, style.width + 5, style.colour);
  const end = endOf(layout, flow);
  return [
    ...hooks.map((hook) => down(x, cards[hook].y - 4)),
    ...(fate.kind === 'delivered' ? [down(x, process.y - 4)] : []),
    ...(fate.kind === 'transmitted' ? [down(layout.exit(number).x, bottomOf(frame) - PLUG_HEIGHT / 2 - 4)] : []),
    ...hooks.flatMap((hook) =>
      cards[hook].source.stations
        .filter((station) => station.flows.includes(number) && !station.dropped.includes(number))
        .map(({ name }) => stationMark(name, x, cards[hook].y + stationMiddle(cards[hook], name), true, theme)),
    ),
    ...(end === undefined ? [] : [dropMark(x, end, theme.drop, theme.background)]),
  ];
}

/** The network itself, in grey, where nothing went. */
export function drawStackedIdle(layout: StackedLayout, flows: readonly Flow[], theme: Theme): Svg {
  const { cards, process, decision, frame } = layout;
  const x = layout.lane(IDLE_LANE);
  const bypass = layout.bypass(IDLE_LANE);
  const went = (...hooks: readonly HookName[]): boolean =>
    flows.some(({ first }) => hooks.every((hook) => first.hooks.includes(hook)));
  const straight = (from: number, to: number): readonly Corner[] => [
    [x, from],
    [x, to],
  ];
  const paths: readonly (false | readonly Corner[])[] = [
    !went('PREROUTING') && straight(frame.y, decision),
    !went('INPUT') && straight(decision, process.y),
    !went('FORWARD') && [
      [x, decision],
      ...detour(x, bypass, layout.forwardTurns(IDLE_LANE)),
      [x, bottomOf(cards.FORWARD)],
    ],
    !went('FORWARD', 'POSTROUTING') && straight(bottomOf(cards.FORWARD), cards.POSTROUTING.y),
    !went('OUTPUT', 'POSTROUTING') && [
      [x, went('OUTPUT') ? bottomOf(cards.OUTPUT) : bottomOf(process)],
      ...detour(x, bypass, layout.sendingTurns(IDLE_LANE)),
      [x, cards.POSTROUTING.y],
    ],
    !went('POSTROUTING') && straight(cards.POSTROUTING.y, bottomOf(frame)),
  ];
  return group(
    paths.flatMap((corners) =>
      corners
        ? [element('path', { d: roundedPath(corners, 5), fill: 'none', stroke: theme.idle, 'stroke-width': 1.5 })]
        : [],
    ),
  );
}

/** For each flow its number and its style. */
export interface NumberedFlow {
  readonly flow: Flow;
  readonly number: number;
  readonly style: FlowStyle;
}

/** The flows with their styles. */
export function numberFlows(flows: readonly Flow[], styles: readonly FlowStyle[]): readonly NumberedFlow[] {
  return flows.map((flow, number) => ({ flow, number, style: itemAt(styles, number) }));
}

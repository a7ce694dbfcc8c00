/** The path of one flow through the map as one continuous stroke, with its stations, arrowheads, and end. */
import type { HookName } from '../../netfilter';
import { arrowhead, type Corner, dropMark, roundedPath } from '../draw/stroke';
import { element, group, round, type Svg } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { itemAt } from '../itemAt';
import { type FlowStyle, stationMark, stationMiddle } from './card';
import type { Flow } from './flow';
import { IDLE_LANE, type PathLayout, PLUG, type Point } from './layout';
import { dropPoint, type StationName } from './station';

/** Where a flow passes a station. */
function stationPoint(layout: PathLayout, hook: HookName, name: StationName, flow: number): Point {
  const card = layout.cards[hook];
  if (card.upright) return { x: layout.outputLane(flow), y: card.y + stationMiddle(card, name) };
  const names = [...card.lines.keys()];
  const x = card.x + 20 + (names.indexOf(name) * (card.width - 40)) / Math.max(names.length - 1, 1);
  return { x, y: hook === 'INPUT' ? layout.inputLane(flow) : layout.lowerLane(flow) };
}

/** The corners of a hook's part of the path, entering and leaving. */
function hookCorners(layout: PathLayout, hook: HookName, flow: number): readonly Corner[] {
  const card = layout.cards[hook];
  if (hook === 'INPUT') {
    const y = layout.inputLane(flow);
    return [
      [layout.upLane(flow), layout.lowerLane(flow)],
      [layout.upLane(flow), y],
      [card.x + card.width, y],
    ];
  }
  if (hook === 'OUTPUT') {
    const x = layout.outputLane(flow);
    return [
      [x, layout.process.y + layout.process.height],
      [x, card.y + card.height],
    ];
  }
  const y = layout.lowerLane(flow);
  return hook === 'POSTROUTING'
    ? [[card.x + card.width, y]]
    : [
        [card.x, y],
        [card.x + card.width, y],
      ];
}

/** Where the path of a dropped flow ends: at its station, or, with no rule to blame, behind its last hook. */
function endPoint(layout: PathLayout, flow: Flow, number: number): Point | undefined {
  if (flow.first.fate.kind !== 'dropped') return undefined;
  const point = dropPoint(flow);
  if (point) return stationPoint(layout, point.hook, point.table, number);
  switch (flow.first.hooks.at(-1)) {
    case undefined:
      return { x: PLUG.left + PLUG.width + 8, y: layout.lowerLane(number) };
    case 'PREROUTING':
      return { x: layout.decision.x, y: layout.lowerLane(number) };
    case 'INPUT':
      return { x: layout.deliveryLane(number), y: layout.inputLane(number) };
    case 'FORWARD':
      return { x: layout.cards.FORWARD.x + layout.cards.FORWARD.width + 9, y: layout.lowerLane(number) };
    case 'OUTPUT':
      return { x: layout.outputLane(number), y: layout.rerouting.y };
    case 'POSTROUTING':
      return { x: PLUG.right - 8, y: layout.lowerLane(number) };
  }
}

/** The corners of a flow's whole path; `number` is the flow's index, which chooses its lanes. */
function pathCorners(layout: PathLayout, flow: Flow, number: number): readonly Corner[] {
  const { hooks, fate } = flow.first;
  const last = hooks.at(-1);
  const end = endPoint(layout, flow, number);
  const y = layout.lowerLane(number);
  const start: readonly Corner[] = hooks[0] === 'OUTPUT' ? [] : [[PLUG.left + PLUG.width, y]];
  const full: Corner[] = [...start, ...hooks.flatMap((hook) => hookCorners(layout, hook, number))];
  if (hooks.includes('OUTPUT') && hooks.includes('POSTROUTING')) full.splice(-1, 0, [layout.outputLane(number), y]);
  if (fate.kind === 'transmitted') full.push([PLUG.right, y]);
  if (fate.kind === 'delivered') {
    full.push(
      [layout.deliveryLane(number), layout.inputLane(number)],
      [layout.deliveryLane(number), layout.process.y + layout.process.height],
    );
  }
  if (!end) return full;
  // The end lies on the path, in the part that belongs to the last hook: leave out what comes behind it.
  const kept = full.slice(0, last === undefined ? 1 : -1);
  if (last === 'POSTROUTING' && hooks.includes('FORWARD')) return [...full.slice(0, -1), [end.x, end.y]];
  return [...kept, [end.x, end.y]];
}

/** Where a flow's stroke runs, px: for what follows a packet along it. */
export interface FlowPlaces {
  /** Path data. */
  readonly path: string;
  readonly start: Point;
  readonly end: Point;
  /** The stations of each hook that it passes, `PREROUTING nat`. */
  readonly stations: Readonly<Record<string, Point>>;
}

/** The places of one flow. */
export function placeFlow(layout: PathLayout, flow: Flow, number: number): FlowPlaces {
  const corners = pathCorners(layout, flow, number);
  const stations = flow.first.hooks.flatMap((hook) =>
    layout.cards[hook].source.stations.map(({ name }): [string, Point] => [
      `${hook} ${name}`,
      rounded(stationPoint(layout, hook, name, number)),
    ]),
  );
  return {
    path: roundedPath(corners),
    start: rounded(pointOf(itemAt(corners, 0))),
    end: rounded(pointOf(itemAt(corners, -1))),
    stations: Object.fromEntries(stations),
  };
}

function pointOf([x, y]: Corner): Point {
  return { x, y };
}

function rounded({ x, y }: Point): Point {
  return { x: round(x), y: round(y) };
}

/** The stroke of one flow. */
export function drawStroke(layout: PathLayout, flow: Flow, number: number, style: FlowStyle): Svg {
  return element('path', {
    d: roundedPath(pathCorners(layout, flow, number)),
    fill: 'none',
    stroke: style.colour,
    'stroke-width': style.width,
    'stroke-dasharray': style.dash,
    'stroke-linejoin': 'round',
  });
}

/** What stands on a stroke: arrowheads, the stations that were visited, and the mark where it was dropped. */
export function drawMarks(
  layout: PathLayout,
  flow: Flow,
  number: number,
  style: FlowStyle,
  theme: Theme,
): readonly Svg[] {
  const { hooks, fate } = flow.first;
  const y = layout.lowerLane(number);
  const size = style.width + 6;
  const arrow = (x: number, at: number, angle: number): Svg => arrowhead(x, at, angle, size, style.colour);
  const { process, cards } = layout;
  const arrows = [
    hooks.includes('PREROUTING') && arrow(cards.PREROUTING.x - 5, y, 0),
    hooks.includes('FORWARD') && arrow(cards.FORWARD.x - 5, y, 0),
    hooks.includes('POSTROUTING') && arrow(cards.POSTROUTING.x - 6, y, 0),
    hooks.includes('INPUT') && arrow(cards.INPUT.x - 6, layout.inputLane(number), 0),
    hooks.includes('OUTPUT') && arrow(layout.outputLane(number), process.y + process.height + 16, 90),
    fate.kind === 'delivered' && arrow(layout.deliveryLane(number), process.y + process.height + 6, -90),
    fate.kind === 'transmitted' && arrow(PLUG.right - 5, y, 0),
  ];
  const stations = hooks.flatMap((hook) =>
    cards[hook].source.stations
      .filter((station) => station.flows.includes(number) && !station.dropped.includes(number))
      .map((station) => {
        const point = stationPoint(layout, hook, station.name, number);
        return stationMark(station.name, point.x, point.y, true, theme);
      }),
  );
  const end = endPoint(layout, flow, number);
  return [
    ...arrows.flatMap((one) => (one ? [one] : [])),
    ...stations,
    ...(end ? [dropMark(end.x, end.y, theme.drop, theme.background)] : []),
  ];
}

/** The network itself, in grey, where nothing went. */
export function drawIdlePaths(layout: PathLayout, flows: readonly Flow[], theme: Theme): Svg {
  const { cards, process, decision } = layout;
  const below = process.y + process.height;
  const went = (...hooks: readonly HookName[]): boolean =>
    flows.some(({ first }) => hooks.every((hook) => first.hooks.includes(hook)));
  const input = layout.inputLane(IDLE_LANE);
  const [up, down] = [layout.deliveryLane(IDLE_LANE), layout.outputLane(IDLE_LANE)];
  const paths: readonly (false | readonly Corner[])[] = [
    !went('PREROUTING') && [
      [PLUG.left + PLUG.width, decision.y],
      [decision.x, decision.y],
    ],
    !went('FORWARD') && [
      [decision.x, decision.y],
      [down, decision.y],
    ],
    went('FORWARD') &&
      !went('FORWARD', 'POSTROUTING') && [
        [cards.FORWARD.x + cards.FORWARD.width, decision.y],
        [down, decision.y],
      ],
    !went('POSTROUTING') && [
      [down, decision.y],
      [PLUG.right, decision.y],
    ],
    !went('INPUT') && [
      [decision.x, decision.y],
      [decision.x, input],
      [up, input],
      [up, below],
    ],
    !went('OUTPUT') && [
      [down, below],
      [down, decision.y],
    ],
    went('OUTPUT') &&
      !went('OUTPUT', 'POSTROUTING') && [
        [down, cards.OUTPUT.y + cards.OUTPUT.height],
        [down, decision.y],
      ],
  ];
  const lines = paths.flatMap((corners) =>
    corners
      ? [element('path', { d: roundedPath(corners), fill: 'none', stroke: theme.idle, 'stroke-width': 1.5 })]
      : [],
  );
  const stops = Object.values(cards).flatMap(({ hook, source }) =>
    source.flows.length > 0
      ? []
      : source.stations.map(({ name }) => {
          const { x, y } = stationPoint(layout, hook, name, IDLE_LANE);
          return stationMark(name, x, y, false, theme);
        }),
  );
  return group([...lines, ...stops]);
}

/** What a packet passes besides hooks: devices on the namespace's edge, routing decisions, local processes. */
import type { HookName } from '../../netfilter';
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { element, group, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, type Theme } from '../draw/theme';
import type { Flow } from './flow';
import { type PathLayout, PLUG, type Point } from './layout';

const SMALL: Font = { family: 'sans', size: FONT_SIZE.small };
const STRONG: Font = { ...SMALL, weight: 'bold' };

/** Whether any flow came there. */
export function usesHook(flows: readonly Flow[], hook: HookName): boolean {
  return flows.some(({ first }) => first.hooks.includes(hook));
}

/** Where a flow's stroke touches the edge of the namespace on that side; '' if it does not. */
export function deviceOf({ first }: Flow, side: 'left' | 'right'): string {
  if (side === 'left') return first.hooks[0] === 'OUTPUT' ? '' : first.in;
  return first.fate.kind === 'transmitted' ? first.fate.device : '';
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Devices as plugs: one for neighbouring lanes of the same device. */
export function drawPlugs(
  flows: readonly Flow[],
  side: 'left' | 'right',
  layout: PathLayout,
  theme: Theme,
): readonly Svg[] {
  const ends = flows
    .map((flow, number) => ({ device: deviceOf(flow, side), y: layout.lowerLane(number) }))
    .filter(({ device }) => device !== '')
    .sort((a, b) => a.y - b.y);
  const runs: { device: string; top: number; bottom: number }[] = [];
  for (const { device, y } of ends) {
    const last = runs.at(-1);
    if (last?.device === device) last.bottom = y;
    else runs.push({ device, top: y, bottom: y });
  }
  const x = PLUG[side];
  const reach = layout.laneGap / 2 - 1;
  return runs.map(({ device, top, bottom }) =>
    drawPlug(device, { x, y: top - reach, width: PLUG.width, height: bottom - top + 2 * reach }, theme),
  );
}

/** A device on the frame's edge. */
export function drawPlug(device: string, box: Box, theme: Theme): Svg {
  const { x, y, width, height } = box;
  const shown = fitText(device, SMALL, width - 6);
  return group([
    element('rect', { ...box, rx: 3, fill: theme.background, stroke: theme.text }),
    textLine(x + width / 2, y + height / 2 + 3.8, shown, { ...SMALL, fill: theme.text, anchor: 'middle' }, device),
  ]);
}

/** The routing decision for what came in, as a lozenge, and the one for what is sent from here. */
export function drawRouting(layout: PathLayout, flows: readonly Flow[], theme: Theme): Svg {
  const { decision, decisionReach: reach, rerouting } = layout;
  const look = (lit: boolean) => ({ fill: theme.surface, stroke: lit ? theme.muted : theme.border });
  const label = (x: number, y: number, text: string, lit: boolean, anchor: 'start' | 'middle'): Svg =>
    textLine(x, y, text, { ...SMALL, fill: lit ? theme.text : theme.muted, anchor });
  const [first, second] = [usesHook(flows, 'PREROUTING'), usesHook(flows, 'OUTPUT')];
  const { x, y } = decision;
  const width = layout.cards.OUTPUT.lanes + 8;
  return group([
    element('path', { d: `M${x} ${y - reach}L${x + 24} ${y}L${x} ${y + reach}L${x - 24} ${y}Z`, ...look(first) }),
    label(x, y + reach + 13, 'routing', first, 'middle'),
    label(x, y + reach + 26, 'decision', first, 'middle'),
    element('rect', { x: rerouting.x - width / 2, y: rerouting.y - 10, width, height: 20, rx: 10, ...look(second) }),
    label(rerouting.x + width / 2 + 6, rerouting.y + 3.8, 'routing decision', second, 'start'),
  ]);
}

/** The processes above the hooks, named where the journeys name them. */
export function drawProcess({ process }: Pick<PathLayout, 'process'>, flows: readonly Flow[], theme: Theme): Svg {
  const names = flows.flatMap(({ first: { fate } }) => (fate.kind === 'delivered' && fate.to !== '' ? [fate.to] : []));
  const used = usesHook(flows, 'INPUT') || usesHook(flows, 'OUTPUT');
  const label = names.length > 0 ? `local process: ${[...new Set(names)].join(', ')}` : 'local process';
  const font = used ? STRONG : SMALL;
  const centre = process.x + process.width / 2;
  return group([
    element('rect', { ...process, rx: 6, fill: theme.surface, stroke: used ? theme.text : theme.border }),
    textLine(
      centre,
      process.y + process.height / 2 + 4,
      fitText(label, font, process.width - 20),
      { ...font, fill: used ? theme.text : theme.muted, anchor: 'middle' },
      label,
    ),
  ]);
}

/** The path map for a narrow column: legend, hooks from the top down, and the devices above and below them. */
import { HOOKS } from '../../netfilter/hookName';
import { fitText, wrapText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { element, group, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, type Theme } from '../draw/theme';
import { EDGE, type PictureBody } from '../figure/titled';
import { drawCardBox, drawCardText, type FlowStyle } from './card';
import type { Flow } from './flow';
import { IDLE_LANE } from './layout';
import { drawLegend, legendEntries, legendHeight } from './legend';
import { drawPlug, drawProcess, usesHook } from './places';
import { DECISION_REACH, layoutStacked, PLUG_HEIGHT, type StackedLayout } from './stackedLayout';
import { drawStackedIdle, drawStackedMarks, drawStackedStroke, numberFlows } from './stackedPath';

const SMALL: Font = { family: 'sans', size: FONT_SIZE.small };
const NAME_FONT: Font = { family: 'sans', size: FONT_SIZE.label, weight: 'bold' };

/** What is drawn. */
export interface StackedMap {
  readonly flows: readonly Flow[];
  readonly styles: readonly FlowStyle[];
  /** Of the namespace. */
  readonly name: string;
  /** What stands below the map. */
  readonly aside: readonly string[];
}

/** What stands under the title, which ends at `end`. */
export function stackedBody(
  { flows, styles, name, aside }: StackedMap,
  end: number,
  width: number,
  theme: Theme,
): PictureBody {
  const room = width - 2 * EDGE;
  const legend = legendEntries(flows, room);
  const legendPlace = { x: EDGE, y: end + 4, width: room };
  const nameY = legendPlace.y + legendHeight(legend) + 14;
  const layout = layoutStacked(flows, nameY + 18, width);
  const numbered = numberFlows(flows, styles);
  const { frame, cards } = layout;
  const notes = aside.flatMap((text) => wrapText(text, SMALL, room));
  return {
    height: layout.height + notes.length * 14 + (notes.length > 0 ? 6 : 0),
    parts: [
      ...drawLegend(legend, styles, legendPlace, theme),
      textLine(EDGE, nameY, fitText(name, NAME_FONT, room), { ...NAME_FONT, fill: theme.muted }, name),
      element('rect', { ...frame, rx: 10, fill: 'none', stroke: theme.border, 'stroke-dasharray': '5 4' }),
      ...HOOKS.map((hook) => drawCardBox(cards[hook], cards[hook].x, cards[hook].y, theme)),
      drawDecision(layout, layout.decision, usesHook(flows, 'PREROUTING'), theme),
      drawDecision(layout, layout.rerouting, usesHook(flows, 'OUTPUT'), theme),
      drawProcess(layout, flows, theme),
      drawStackedIdle(layout, flows, theme),
      ...numbered.map(({ flow, number, style }) => drawStackedStroke(layout, flow, number, style)),
      ...numbered.flatMap(({ flow, number, style }) => drawStackedMarks(layout, flow, number, style, theme)),
      ...HOOKS.map((hook) => drawCardText(cards[hook], cards[hook].x, cards[hook].y, styles, theme)),
      ...layout.plugs.map(({ device, x, y, width: plug }) =>
        drawPlug(device, { x, y: y - PLUG_HEIGHT / 2, width: plug, height: PLUG_HEIGHT }, theme),
      ),
      ...notes.map((line, index) =>
        textLine(EDGE, layout.height + 6 + index * 14, line, { ...SMALL, fill: theme.muted }),
      ),
    ],
  };
}

function drawDecision({ lane, reach }: StackedLayout, y: number, isLit: boolean, theme: Theme): Svg {
  const x = lane(IDLE_LANE);
  const box = { x: x - reach, y: y - DECISION_REACH, width: 2 * reach, height: 2 * DECISION_REACH, rx: DECISION_REACH };
  return group([
    element('rect', { ...box, fill: theme.surface, stroke: isLit ? theme.muted : theme.border }),
    textLine(x + reach + 7, y + 3.8, 'routing decision', { ...SMALL, fill: isLit ? theme.text : theme.muted }),
  ]);
}

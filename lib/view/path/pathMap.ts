/** The path map: hooks, tables, routing decisions and processes of a namespace, with the path that packets took lit. */

import type { Journey } from '../../lab/observe/journey';
import { HOOKS } from '../../netfilter/hookName';
import { fitText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { element, textLine } from '../draw/svg';
import { FONT_SIZE, PICTURE_WIDTH, resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { formatCount } from '../figure/textTable';
import { drawTitled, type PictureBody, titleEnd } from '../figure/titled';
import { drawCardBox, drawCardText, type FlowStyle } from './card';
import { type Flow, flowsOf } from './flow';
import { drawIdlePaths, drawMarks, drawStroke, type FlowPlaces, placeFlow } from './flowPath';
import { LEGEND_WIDTH, layoutPath, type PathLayout } from './layout';
import { drawLegend, legendEntries, legendHeight } from './legend';
import { drawPlugs, drawProcess, drawRouting } from './places';
import { stackedBody } from './stackedMap';
import { numberFlows } from './stackedPath';
import { pathRows, pathText } from './text';

/** What a path map says and how it looks. */
export interface PathMapOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
  /** Which namespace's journeys to draw; needed only if there are several. */
  readonly namespace?: string;
  /** In px; 720 unless given. Below 640 the hooks stand one above the other. */
  readonly width?: number;
}

/** Narrower than this, the hooks stand one above the other: beside each other their texts would be too small. */
const STACKED = 640;

const ASIDE_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
const NAME_FONT: Font = { family: 'sans', size: FONT_SIZE.label, weight: 'bold' };

function chooseNamespace(journeys: readonly Journey[], wanted: string | undefined): string {
  const names = [...new Set(journeys.map(({ namespace }) => namespace))];
  if (wanted === undefined && names.length > 1) {
    throw new RangeError(`the packets passed several namespaces (${names.join(', ')}): choose one with { namespace }`);
  }
  return wanted ?? names[0] ?? '';
}

/** Direction by colour, connection by dashes, number of packets by width. */
function flowStyles(flows: readonly Flow[], theme: Theme): readonly FlowStyle[] {
  const most = Math.max(1, ...flows.map(({ packets }) => packets));
  const widest = flows.length <= 4 ? 6 : 4;
  return flows.map(({ packets, direction, connection }) => ({
    colour: theme[direction],
    width: 2 + (widest - 2) * (packets / most),
    dash: connection > 1 ? '9 3' : undefined,
  }));
}

/** Where everything stands under the title, which ends at `end`. */
function layoutBelow(end: number, flows: readonly Flow[]): PathLayout {
  return layoutPath(flows, end + 6, legendHeight(legendEntries(flows, LEGEND_WIDTH)));
}

function nameOf(namespace: string): string {
  return `network namespace ${namespace}`.trimEnd();
}

/** What stands under the title, which ends at `end`. */
function mapBody(
  end: number,
  namespace: string,
  flows: readonly Flow[],
  aside: readonly string[],
  theme: Theme,
): PictureBody {
  const styles = flowStyles(flows, theme);
  const legend = legendEntries(flows, LEGEND_WIDTH);
  const layout = layoutBelow(end, flows);
  const { frame, cards } = layout;
  const numbered = numberFlows(flows, styles);
  const name = nameOf(namespace);
  return {
    height: layout.height,
    parts: [
      element('rect', { ...frame, rx: 10, fill: 'none', stroke: theme.border, 'stroke-dasharray': '5 4' }),
      textLine(layout.legend.x, frame.y + 21, fitText(name, NAME_FONT, 186), { ...NAME_FONT, fill: theme.muted }, name),
      ...HOOKS.map((hook) => drawCardBox(cards[hook], cards[hook].x, cards[hook].y, theme)),
      drawRouting(layout, flows, theme),
      drawProcess(layout, flows, theme),
      drawIdlePaths(layout, flows, theme),
      ...numbered.map(({ flow, number, style }) => drawStroke(layout, flow, number, style)),
      ...numbered.flatMap(({ flow, number, style }) => drawMarks(layout, flow, number, style, theme)),
      ...HOOKS.map((hook) => drawCardText(cards[hook], cards[hook].x, cards[hook].y, styles, theme)),
      ...drawPlugs(flows, 'left', layout, theme),
      ...drawPlugs(flows, 'right', layout, theme),
      ...drawLegend(legend, styles, layout.legend, theme),
      ...aside.map((text) =>
        textLine(frame.x + 12, frame.y + frame.height - 4, text, { ...ASIDE_FONT, fill: theme.muted }),
      ),
    ],
  };
}

/** Its addresses stand in brackets before ports, or it is ICMPv6. */
function isIpv6({ protocol, source }: Journey): boolean {
  return protocol === 'icmpv6' || source.startsWith('[');
}

/** IPv6 packets have no place on a map of iptables. */
function noteUndrawnPackets(packets: number): readonly string[] {
  return packets === 0 ? [] : [`${formatCount(packets)} packets besides, of IPv6, which pass no table`];
}

/**
 * Draws one packet or all of one request. Throws a `RangeError` if the journeys belong to several namespaces and none is chosen.
 * No journeys give the map with nothing lit.
 *
 * @example
 * ```ts
 * import { lab, observe, pathMap } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const { journeys } = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * const map = pathMap(journeys, { title: 'An echo request ends in INPUT' });
 * map.alt.includes('INPUT'); // → true
 * ```
 */
export function pathMap(journeys: readonly Journey[], options: PathMapOptions): Figure {
  const { title, width = PICTURE_WIDTH } = options;
  const theme = resolveTheme(options.theme);
  const namespace = chooseNamespace(journeys, options.namespace);
  const here = journeys.filter((journey) => journey.namespace === namespace);
  const mapped = here.filter((journey) => !isIpv6(journey));
  const flows = flowsOf(mapped);
  const aside = noteUndrawnPackets(here.length - mapped.length);
  const alt = pathText(title, namespace, flows, aside);
  return createFigure({
    title,
    alt,
    svg: () => {
      if (width >= STACKED) {
        return drawTitled({ title, alt, theme, body: (end) => mapBody(end, namespace, flows, aside, theme) });
      }
      const map = { flows, styles: flowStyles(flows, theme), name: nameOf(namespace), aside };
      return drawTitled({ title, alt, theme, width, body: (end) => stackedBody(map, end, width, theme) });
    },
    restyle: (look) => pathMap(journeys, { ...options, ...look }),
    text: () => alt,
    rows: pathRows(flows),
  });
}

/** A path's stroke, with the packets that took it. */
export interface PathPlaces extends FlowPlaces {
  readonly journeys: readonly Journey[];
}

/** Where the strokes of {@link pathMap} run with the same title, for all journeys of one namespace. */
export function pathPlaces(journeys: readonly Journey[], title: string): readonly PathPlaces[] {
  const flows = flowsOf(journeys.filter((journey) => !isIpv6(journey)));
  const layout = layoutBelow(titleEnd(title), flows);
  return flows.map((flow, number) => ({ ...placeFlow(layout, flow, number), journeys: flow.journeys }));
}

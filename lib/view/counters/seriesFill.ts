/** How bars of the first, second, … series differ: by pattern, not by colour alone. The same in live and still charts. */
import { type Colour, mix } from '../draw/colour';
import { element, round, type Svg } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { itemAt } from '../itemAt';
import type { ChartRow, Panel } from './rowChart';

/** As plotly calls them. */
const PATTERNS = ['', '/', 'x', '.'] as const;

/** The most series that can be told apart. */
export const SERIES_LIMIT = PATTERNS.length;

/** Size of a pattern's tile, px, and how much of it is coloured. */
const SIZE = 5;
const SOLIDITY = 0.4;

/** Colour and pattern of a row's bar in a series: what drops is red and hatched, what the title does not speak of is paler. */
export function barLook(panel: Panel, series: number, row: ChartRow | undefined, theme: Theme) {
  const colour: Colour = row?.drops ? theme.drop : panel.colour;
  const pale = row?.emphasis === false ? mix(colour, theme.background, 0.5) : colour;
  return { colour: pale, shape: row?.drops && series === 0 ? 1 : series };
}

/** What plotly's bars of a series get as `marker`. */
export function liveFill(
  panel: Panel,
  series: number,
  rows: readonly ChartRow[],
  theme: Theme,
): Readonly<Record<string, unknown>> {
  const looks = rows.map((row) => barLook(panel, series, row, theme));
  const color = oneOrAll(looks.map(({ colour }) => colour)) ?? panel.colour;
  const width = oneOrAll(looks.map(({ shape }) => Number(shape > 0))) ?? 0;
  if (width === 0) return { color, line: { width, color } };
  const shape = oneOrAll(looks.map((look) => PATTERNS[look.shape]));
  const pattern = { shape, fillmode: 'replace', size: SIZE, solidity: SOLIDITY, bgcolor: theme.background };
  return { color, line: { width, color }, pattern };
}

/** What all have in common, or else each one's. */
function oneOrAll<Value>(values: readonly Value[]): Value | readonly Value[] | undefined {
  return values.every((value) => value === values[0]) ? values[0] : values;
}

/** The same for SVG: attributes of the bar, and the pattern that they refer to by `id`. */
export function stillFill(series: number, color: string, background: string, id: string) {
  if (series === 0) return { attributes: { fill: color }, pattern: undefined };
  const width = SIZE * Math.SQRT2;
  const [quarter, half] = [round(width / 4), round(width / 2)];
  const far = round(width - quarter);
  const up = `M0,${round(width)}L${round(width)},0M${-quarter},${quarter}l${half},${-half}M${far},${round(width + quarter)}l${half},${-half}`;
  const down = `M0,0L${round(width)},${round(width)}M${far},${-quarter}l${half},${half}M${-quarter},${far}l${half},${half}`;
  const marks: Readonly<Record<string, Svg>> = {
    '/': element('path', { d: up, stroke: color, 'stroke-width': SOLIDITY * SIZE }),
    x: element('path', { d: up + down, stroke: color, 'stroke-width': SIZE * (1 - Math.sqrt(1 - SOLIDITY)) }),
    '.': element('circle', { cx: SIZE / 2, cy: SIZE / 2, r: SIZE * Math.sqrt(SOLIDITY / Math.PI), fill: color }),
  };
  const ground = element('rect', { width, height: width, fill: background });
  const side = PATTERNS[series] === '.' ? SIZE : width;
  const tile = { id, width: side, height: side, patternUnits: 'userSpaceOnUse' };
  const pattern = element('pattern', tile, ground, marks[itemAt(PATTERNS, series)]);
  return { attributes: { fill: `url(#${id})`, stroke: color }, pattern };
}

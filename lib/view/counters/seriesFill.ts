/** How bars of the first, second, … series differ: by pattern, not by colour alone. The same in live and still charts. */
import { element, round, type Svg } from '../draw/svg';
import { itemAt } from '../itemAt';

/** As plotly calls them. */
const PATTERNS = ['', '/', 'x', '.'] as const;

/** The most series that can be told apart. */
export const SERIES_LIMIT = PATTERNS.length;

/** Size of a pattern's tile, px, and how much of it is coloured. */
const SIZE = 5;
const SOLIDITY = 0.4;

/** What plotly's bars of a series get as `marker`. */
export function liveFill(series: number, color: string, bgcolor: string): Readonly<Record<string, unknown>> {
  const pattern = { shape: PATTERNS[series], fillmode: 'replace', size: SIZE, solidity: SOLIDITY, bgcolor };
  return { color, line: { width: series > 0 ? 1 : 0, color }, ...(series > 0 && { pattern }) };
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

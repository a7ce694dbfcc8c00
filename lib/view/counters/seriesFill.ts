/** How bars of the first, second, … series differ: by pattern, not by colour alone. The same in live and still charts. */
import { element, round, type Svg } from '../draw/svg';

/** As plotly calls them. */
const patterns = ['', '/', 'x', '.'] as const;

/** The most series that can be told apart. */
export const seriesLimit = patterns.length;

/** Size of a pattern's tile, px, and how much of it is coloured. */
const size = 5;
const solidity = 0.4;

/** What plotly's bars of a series get as `marker`. */
export function liveFill(series: number, color: string, bgcolor: string): Readonly<Record<string, unknown>> {
  const pattern = { shape: patterns[series], fillmode: 'replace', size, solidity, bgcolor };
  return { color, line: { width: series > 0 ? 1 : 0, color }, ...(series > 0 && { pattern }) };
}

/** The same for SVG: attributes of the bar, and the pattern that they refer to by `id`. */
export function stillFill(series: number, color: string, background: string, id: string) {
  if (series === 0) return { attributes: { fill: color }, pattern: undefined };
  const width = size * Math.SQRT2;
  const [quarter, half] = [round(width / 4), round(width / 2)];
  const far = round(width - quarter);
  const up = `M0,${round(width)}L${round(width)},0M${-quarter},${quarter}l${half},${-half}M${far},${round(width + quarter)}l${half},${-half}`;
  const down = `M0,0L${round(width)},${round(width)}M${far},${-quarter}l${half},${half}M${-quarter},${far}l${half},${half}`;
  const marks: Readonly<Record<string, Svg>> = {
    '/': element('path', { d: up, stroke: color, 'stroke-width': solidity * size }),
    x: element('path', { d: up + down, stroke: color, 'stroke-width': size * (1 - Math.sqrt(1 - solidity)) }),
    '.': element('circle', { cx: size / 2, cy: size / 2, r: size * Math.sqrt(solidity / Math.PI), fill: color }),
  };
  const ground = element('rect', { width, height: width, fill: background });
  const side = patterns[series] === '.' ? size : width;
  const tile = { id, width: side, height: side, patternUnits: 'userSpaceOnUse' };
  const pattern = element('pattern', tile, ground, marks[patterns[series]!]);
  return { attributes: { fill: `url(#${id})`, stroke: color }, pattern };
}

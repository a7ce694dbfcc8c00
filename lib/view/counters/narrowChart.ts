/** A chart for wide pages brings along the one for narrow ones, which the page draws in a place without room. */
import type { Figure, PlotlyJson } from '../figure/figure';
import type { DeltaChartOptions } from './deltaChart';

/** Of the chart for narrow pages, px: as wide as a telephone. */
const NARROW = 358;

/** The chart, with the narrow one in `layout.meta.narrow`; a chart whose width was chosen has none. */
export function withNarrow(
  live: PlotlyJson,
  options: DeltaChartOptions,
  draw: (options: DeltaChartOptions) => Figure,
): PlotlyJson {
  if (options.width !== undefined) return live;
  const { data, layout } = JSON.parse(draw({ ...options, width: NARROW }).toJson()) as PlotlyJson;
  return { ...live, layout: { ...live.layout, meta: { narrow: { data, layout } } } };
}

/** The chart of what a request added to the counters, for a page that shows it beside the request's packets. */
import type { CounterDelta } from '../../lab/observe/counters';
import { svgSize } from '../draw/svgSize';
import type { SizedPicture } from '../steps/data';
import { deltaChart } from './deltaChart';

/** A chart with its text. */
export interface SizedChart extends SizedPicture {
  /** Says what it shows, for those who do not see it. */
  readonly alt: string;
}

/** The chart, drawn for light pages; none if no counter grew. */
export function sizedDeltaChart(deltas: readonly CounterDelta[]): SizedChart | undefined {
  if (deltas.length === 0) return undefined;
  const { toSvg, alt } = deltaChart(deltas, { title: 'What it added to the counters', theme: 'light' });
  const svg = toSvg();
  return { svg, alt, ...svgSize(svg) };
}

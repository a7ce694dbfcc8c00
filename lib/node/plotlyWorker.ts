/** What the chart worker does: plotly charts to SVG. */
import { drawPlotly, type PlotlyStill } from './drawPlotly';

/** A common chart, so that the compiler has seen what others need. */
const sample: PlotlyStill = {
  data: JSON.stringify(['bar', 'scatter'].map((type) => ({ type, name: type, x: [1, 2, 3], y: [3, 4, 5] }))),
  layout: JSON.stringify({ title: { text: 'Sample' }, width: 720, height: 400 }),
  config: '{}',
  title: 'Sample',
  alt: 'Sample',
};

/** One chart at a time: those that somebody waits for come between. */
function warmUp(times: number): void {
  if (times === 0) return;
  drawPlotly(sample);
  setImmediate(() => warmUp(times - 1));
}

export function answer(request: PlotlyStill | 'warm up'): string {
  if (request !== 'warm up') return drawPlotly(request);
  warmUp(3);
  return '';
}

/** A plotly chart as SVG without a browser: a worker draws while the caller waits. */

import type { PlotlyJson } from '../platform';
import { createBlockingWorker } from './blockingWorker';
import type { PlotlyStill } from './drawPlotly';

export interface StillOptions {
  readonly title: string;
  /** Text alternative. */
  readonly alt: string;
}

const worker = createBlockingWorker<PlotlyStill | 'warm up', string>('plotlyWorker');

/** Makes the worker ready, so that the first chart does not have to wait for it. Does not block. */
export function startPlotly(): void {
  worker.tell('warm up');
}

/** What drawing needs of a chart, as text. */
export function plotlyStill({ data, layout, config = {} }: PlotlyJson, { title, alt }: StillOptions): PlotlyStill {
  return {
    data: JSON.stringify(data),
    layout: JSON.stringify(layout),
    config: JSON.stringify(config),
    title,
    alt,
  };
}

/** SVG of a chart, with title and text alternative. The same chart gives the same bytes. */
export function plotlyToSvg(chart: PlotlyJson, options: StillOptions): string {
  try {
    return worker.ask(plotlyStill(chart, options));
  } catch (error) {
    throw new Error(`the chart cannot be drawn: ${(error as Error).message}`);
  }
}

/** Loads what drawing needs before it is needed, beside whatever else is going on. */
import { startPlotly } from '../../node/plotly';
import { startPng } from '../../node/png';

export interface PreloadOptions {
  /** Also plotly's drawing without a browser, for notebooks with charts of their own (plotlyFigure). */
  readonly plotly?: boolean;
}

const started = new Set<() => void>();

function once(start: () => void): void {
  if (started.has(start)) return;
  started.add(start);
  start();
}

/**
 * Returns at once; the first picture waits for what is not loaded yet. Importing the package does it already, without
 * plotly. Further calls do nothing.
 */
export function preload({ plotly = false }: PreloadOptions = {}): void {
  once(startPng);
  if (plotly) once(startPlotly);
}

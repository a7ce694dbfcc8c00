/** Loads what drawing needs before it is needed, beside whatever else is going on. */
import { platform } from '../../platform';

export interface PreloadOptions {
  /** Also plotly's drawing without a browser, for notebooks with charts of their own (plotlyFigure). */
  readonly plotly?: boolean;
}

const started = new Set<'png' | 'chart'>();

function startOnce(what: 'png' | 'chart'): void {
  if (started.has(what)) return;
  started.add(what);
  platform().preload(what);
}

/**
 * Returns at once; the first picture waits for what is not loaded yet. A notebook's Jupyter kernel does it already, without
 * plotly. Further calls do nothing.
 */
export function preload({ plotly = false }: PreloadOptions = {}): void {
  startOnce('png');
  if (plotly) startOnce('chart');
}

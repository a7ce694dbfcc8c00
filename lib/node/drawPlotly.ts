/** Draws a plotly chart to SVG in this thread: the same library and JSON as in the browser, in a window of its own. */
import { readFileSync } from 'node:fs';
import { element, fingerprint, round } from '../view/draw/svg';
import { createPlotlyDom, type PlotlyDom } from './plotlyDom';

interface Plotly {
  newPlot(root: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(root: unknown): void;
  readonly Snapshot: { toSVG(root: unknown, format: 'svg'): string };
}

interface Library {
  readonly plotly: Plotly;
  readonly dom: PlotlyDom;
}

/** A chart to draw. */
export interface PlotlyStill {
  /** JSON of the traces, the layout and the configuration. */
  readonly data: string;
  readonly layout: string;
  readonly config: string;
  readonly title: string;
  /** Text alternative. */
  readonly alt: string;
}

let library: Library | undefined;

function loadLibrary(): Library {
  const dom = createPlotlyDom();
  dom.window.eval(readFileSync(require.resolve('plotly.js'), 'utf8'));
  return { dom, plotly: (dom.window as unknown as { Plotly: Plotly }).Plotly };
}

/** Shortens the numbers of geometry, and of nothing else. */
const roundGeometry = (markup: string): string =>
  markup.replace(/<[a-z][^>]*>/gi, (tag) =>
    tag.replace(/ (?:d|x|y|dx|dy|x1|x2|y1|y2|width|height|transform|points)="[^"]*"/g, (attribute) =>
      attribute.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (value) => String(round(Number(value)))),
    ),
  );

/** SVG of the chart. The first call loads the library, about a second. */
export function drawPlotly({ data, layout, config, title, alt }: PlotlyStill): string {
  library ??= loadLibrary();
  const { dom, plotly } = library;
  const id = `c${fingerprint(`{"data":${data},"layout":${layout}}`)}`;
  dom.seed(Number.parseInt(id.slice(1), 36));
  const root = dom.window.document.createElement('div');
  dom.window.document.body.append(root);
  // Charts of these kinds are drawn before newPlot returns; what its promise does later is only clearing up.
  const drawn = plotly.newPlot(root, JSON.parse(data), JSON.parse(layout), { ...JSON.parse(config), staticPlot: true });
  try {
    const names = `role="img" aria-labelledby="${id}-title ${id}-desc"`;
    const texts =
      element('title', { id: `${id}-title` }, title).markup + element('desc', { id: `${id}-desc` }, alt).markup;
    const markup = roundGeometry(plotly.Snapshot.toSVG(root, 'svg'));
    return markup.replace(/^<svg([^>]*)>/, (_, attributes) => `<svg ${names}${attributes}>${texts}`);
  } finally {
    root.remove();
    drawn.then(() => plotly.purge(root)).catch(() => undefined);
  }
}

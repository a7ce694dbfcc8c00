/** Draws a plotly chart to SVG in Node: the same library and JSON as in the browser, in a window of its own. */
import { readFileSync } from 'node:fs';
import type { PlotlyJson } from './figure';
import { createPlotlyDom, type PlotlyDom } from './plotlyDom';
import { element, fingerprint, round } from './svg';

interface Plotly {
  newPlot(root: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(root: unknown): void;
  readonly Snapshot: { toSVG(root: unknown, format: 'svg'): string };
}

interface Library {
  readonly plotly: Plotly;
  readonly dom: PlotlyDom;
}

let library: Library | undefined;

function loadLibrary(): Library {
  const dom = createPlotlyDom();
  dom.window.eval(readFileSync(require.resolve('plotly.js'), 'utf8'));
  return { dom, plotly: (dom.window as unknown as { Plotly: Plotly }).Plotly };
}

const clone = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Shortens the numbers of geometry, and of nothing else. */
const roundGeometry = (markup: string): string =>
  markup.replace(/<[a-z][^>]*>/gi, (tag) =>
    tag.replace(/ (?:d|x|y|dx|dy|x1|x2|y1|y2|width|height|transform|points)="[^"]*"/g, (attribute) =>
      attribute.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (value) => String(round(Number(value)))),
    ),
  );

export interface StillOptions {
  readonly title: string;
  /** Text alternative. */
  readonly alt: string;
  /** False if nothing leaves the plot's area: without clip paths a PNG is drawn in half the time. */
  readonly clip?: boolean;
}

/**
 * SVG of a chart, with title and text alternative. The same chart gives the same bytes.
 * The first call loads the library, about a second.
 */
export function plotlyToSvg({ data, layout, config }: PlotlyJson, { title, alt, clip = true }: StillOptions): string {
  library ??= loadLibrary();
  const { dom, plotly } = library;
  const id = `c${fingerprint(JSON.stringify({ data, layout }))}`;
  dom.seed(Number.parseInt(id.slice(1), 36));
  const root = dom.window.document.createElement('div');
  dom.window.document.body.append(root);
  // Charts of these kinds are drawn before newPlot returns; what its promise does later is only clearing up.
  const drawn = plotly.newPlot(root, clone(data), clone(layout), { ...config, staticPlot: true });
  try {
    const names = `role="img" aria-labelledby="${id}-title ${id}-desc"`;
    const texts =
      element('title', { id: `${id}-title` }, title).markup + element('desc', { id: `${id}-desc` }, alt).markup;
    const markup = roundGeometry(plotly.Snapshot.toSVG(root, 'svg'));
    const shown = clip ? markup : markup.replace(/(<[a-z][^>]*?) clip-path="[^"]*"/g, '$1');
    return shown.replace(/^<svg([^>]*)>/, (_, attributes) => `<svg ${names}${attributes}>${texts}`);
  } finally {
    root.remove();
    drawn.then(() => plotly.purge(root)).catch(() => undefined);
  }
}

const plotlyEntities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', $: '&#36;' };

/** Text for plotly, which reads a little HTML and, where MathJax is loaded, TeX between dollars. */
export const plotlyText = (text: string): string =>
  text.replace(/[&<>$]/g, (character) => plotlyEntities[character]!).replace(/[\t\r\n ]+/g, ' ');

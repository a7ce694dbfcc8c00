/** Plotly, which draws live charts: a script of the site's assets, loaded when the first chart comes near. */
import { assetUrl, pageNonce } from '../programs';

/** What a cell's output holds for a live chart. */
export interface ChartJson {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The part of plotly that the page calls. */
export interface Plotly {
  react(place: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(place: HTMLElement): void;
  readonly PlotSchema: { get(): { readonly traces: object } };
}

let loading: Promise<Plotly> | undefined;

/** Plotly; the first call loads it. Rejects where it is not to be had. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = assetUrl('plotly.min.js');
    script.nonce = pageNonce();
    script.addEventListener('load', () => resolve((globalThis as unknown as { readonly Plotly: Plotly }).Plotly));
    script.addEventListener('error', () => reject(new Error('assets/plotly.min.js cannot be loaded')));
    document.head.append(script);
  });
  return loading;
}

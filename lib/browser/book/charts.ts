/** Live charts: plotly draws them in their pictures' places, as wide as the chart says, or else as its figure. */
import { element } from './button';
import { type ChartJson, loadPlotly, type Plotly } from './plotly';
import { isDark, recoloured } from './theme';

interface Chart {
  readonly figure: Element;
  readonly place: HTMLElement;
  /** The chart's JSON, drawn for light pages. */
  readonly source: string;
  isDrawn: boolean;
}

const charts = new Map<Element, Chart>();

/** Charts are drawn when they come near, so that a page of many opens at once. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const chart = charts.get(target);
      if (!isIntersecting || chart === undefined || chart.isDrawn) continue;
      chart.isDrawn = true;
      near.unobserve(target);
      void drawChart(chart);
    }
  },
  { rootMargin: '600px' },
);

/** Makes the charts below `root` live. */
export function adoptCharts(root: ParentNode): void {
  for (const figure of root.querySelectorAll('figure.live')) {
    const source = figure.querySelector('script')?.textContent;
    if (source == null || charts.has(figure)) continue;
    const place = element('div', 'chart');
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', figure.querySelector('img')?.alt ?? 'A chart');
    figure.querySelector('.scroll')?.append(place);
    charts.set(figure, { figure, place, source, isDrawn: false });
    near.observe(figure);
  }
}

/** Lets go of the charts below `root`, which is to leave the page. */
export function releaseCharts(root: ParentNode): void {
  for (const figure of root.querySelectorAll('figure.live')) {
    const chart = charts.get(figure);
    near.unobserve(figure);
    charts.delete(figure);
    if (chart?.isDrawn) void loadPlotly().then((plotly) => plotly.purge(chart.place), ignore);
  }
}

/** Draws the charts that are there in the theme's colours. */
export function paintCharts(): void {
  for (const chart of charts.values()) if (chart.isDrawn) void drawChart(chart);
}

async function drawChart({ figure, place, source }: Chart): Promise<void> {
  try {
    const plotly = await loadPlotly();
    const inDark = isDark();
    const whole = JSON.parse(inDark ? recoloured(source) : source) as ChartJson;
    const chart = forRoom(whole, figure.clientWidth);
    if (!charts.has(figure) || !canDraw(plotly, chart)) return;
    const isFixed = chart.layout.width !== undefined;
    const layout = {
      ...chart.layout,
      ...(isFixed ? {} : { autosize: true }),
      // A finger that moves over a chart scrolls the page; a pointer that drags zooms.
      ...(matchMedia('(pointer: coarse)').matches ? { dragmode: false } : {}),
    };
    const config = { displaylogo: false, ...chart.config, responsive: !isFixed };
    figure.classList.add('drawn');
    await plotly.react(place, chart.data, layout, config);
    place.dataset.ready = inDark ? 'dark' : 'light';
  } catch (error) {
    figure.classList.remove('drawn');
    console.warn('The picture stays, since its chart cannot be drawn:', error);
  }
}

/** Below this room, px, a chart that has one for narrow pages is drawn as that. */
const NARROW = 600;

function forRoom(chart: ChartJson, room: number): ChartJson {
  const { narrow } = (chart.layout.meta ?? {}) as { readonly narrow?: ChartJson };
  return narrow !== undefined && room > 0 && room < NARROW ? { ...chart, ...narrow } : chart;
}

/** Whether this plotly draws all kinds of trace in `chart`. */
function canDraw(plotly: Plotly, { data }: ChartJson): boolean {
  const common: readonly unknown[] = ['bar', 'scatter', undefined];
  return data.every(({ type }) => common.includes(type) || Object.hasOwn(plotly.PlotSchema.get().traces, String(type)));
}

function ignore(): void {}

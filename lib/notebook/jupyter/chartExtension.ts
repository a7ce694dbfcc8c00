/**
 * What runs in Jupyter's pages: draws the chart that a cell's output carries, live, with the plotly.js that lies beside
 * the script. A chart that cannot be drawn says so in its place. Charts and drawings take JupyterLab's dark theme, on the
 * page alone: what is saved stays as it was. And a listing keeps its lines, however long they are.
 */
import { themes } from '../../view/draw/theme';
import { PALETTE } from '../book/bookPalette';

const MIME = 'application/vnd.plotly.v1+json';

/** Of JupyterLab 4 and Notebook 7, then of the classic notebook. */
const LISTING =
  '.jp-OutputArea .jp-OutputArea-output.jp-RenderedText pre, div.output_area .output_text pre, div.output_area .output_stdout pre';

/** Shared by both scripts: `drawChart(place, chart)`; plotly.js is fetched with the first chart, from `here`. */
const IN_EVERY_PAGE = `
  const style = document.createElement('style');
  style.textContent = '${LISTING} { white-space: pre; word-break: normal; overflow-x: auto; }';
  document.head.append(style);
  const palette = ${JSON.stringify(PALETTE)};
  const colours = new RegExp(Object.keys(palette).join('|'), 'gi');
  const isDark = () => document.body.dataset.jpThemeLight === 'false';
  // Pictures of others, which lack our ink, stay as they are.
  const inTheme = (text) =>
    isDark() && /${themes.light.text}/i.test(text) ? text.replace(colours, (colour) => palette[colour.toUpperCase()]) : text;

  const drawings = '.jp-RenderedSVG img[src^="data:image/svg+xml,"]';
  function paint(image) {
    const light = (image.dataset.light ??= image.src);
    const [head] = light.split(',', 1);
    image.src = head + ',' + encodeURIComponent(inTheme(decodeURIComponent(light.slice(head.length + 1))));
  }
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof Element) for (const image of node.querySelectorAll(drawings)) paint(image);
  }).observe(document.body, { childList: true, subtree: true });
  new MutationObserver(() => {
    document.querySelectorAll(drawings).forEach(paint);
    for (const [place, chart] of charts) drawChart(place, chart);
  }).observe(document.body, { attributeFilter: ['data-jp-theme-light'] });

  const charts = new Map();
  let library;
  function loadPlotly() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = new URL('plotly.min.js', here).href;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error('plotly.js could not be loaded from ' + script.src));
      document.head.append(script);
    });
    return library;
  }
  async function drawChart(place, chart) {
    charts.set(place, chart);
    place.style.overflowX = 'auto';
    try {
      const plotly = await loadPlotly();
      const { data, layout, config } = JSON.parse(inTheme(JSON.stringify(chart)));
      await plotly.react(place, data, layout, { displaylogo: false, ...config });
    } catch (error) {
      place.textContent = 'This chart could not be drawn: ' + error.message;
    }
  }
`;

/** For JupyterLab 4 and Notebook 7: a module federation container with one module, a renderer of a mime type. */
export const LAB_EXTENSION = `
(() => {
  const here = document.currentScript.src;
  ${IN_EVERY_PAGE}
  let widgets;
  const container = {
    init(shared) {
      const versions = shared['@lumino/widgets'];
      widgets = Object.values(versions)[0];
    },
    async get() {
      const { Widget } = (await widgets.get())();
      class Chart extends Widget {
        renderModel(model) {
          return drawChart(this.node, model.data['${MIME}']);
        }
        dispose() {
          charts.delete(this.node);
          window.Plotly?.purge(this.node);
          super.dispose();
        }
      }
      const rendererFactory = { safe: true, mimeTypes: ['${MIME}'], createRenderer: () => new Chart() };
      return () => ({ id: 'chainwalk-charts:plugin', rendererFactory, rank: 0, dataType: 'json' });
    },
  };
  (window._JUPYTERLAB ??= {})['chainwalk-charts'] = container;
})();
`;

/** For the classic notebook 6: an AMD module that registers the mime type, and draws again what was there before it. */
export const CLASSIC_EXTENSION = `
define(['module', 'base/js/namespace', 'notebook/js/outputarea'], (module, Jupyter, { OutputArea }) => {
  const here = new URL(module.uri, document.baseURI);
  ${IN_EVERY_PAGE}
  function append(chart, metadata, element) {
    const area = this.create_output_subarea(metadata, 'output_plotly rendered_html', '${MIME}');
    element.append(area);
    drawChart(area[0], chart);
    return area;
  }
  function load_ipython_extension() {
    OutputArea.prototype.register_mime_type('${MIME}', append, { safe: true, index: 0 });
    for (const cell of Jupyter.notebook.get_cells()) {
      const outputs = cell.output_area?.outputs ?? [];
      if (!outputs.some(({ data }) => data?.['${MIME}'])) continue;
      const saved = cell.output_area.toJSON();
      cell.output_area.clear_output(false, true);
      cell.output_area.fromJSON(saved, { nbformat: 4 });
    }
  }
  return { load_ipython_extension };
});
`;

/**
 * What runs in Jupyter's pages, of whichever version: draws charts live with the plotly.js that lies at `plotlyFile`, seen
 * from the script, whose address is `here`; it is fetched with the first chart. A chart that cannot be drawn says so in its place.
 * Charts and drawings take JupyterLab's dark theme, on the page alone: what is saved stays as it was. And a listing keeps
 * its lines, however long they are.
 *
 * `palette` has for each colour of light pages the one of dark pages; `ink` is the colour of text in our pictures.
 */
// biome-ignore lint/correctness/noUnusedVariables: the scripts that follow this one in their file call it.
function startCharts(here, { palette, ink, plotlyFile }) {
  // Of JupyterLab 4 and Notebook 7, then of the classic notebook.
  const listing =
    '.jp-OutputArea .jp-OutputArea-output.jp-RenderedText pre, div.output_area .output_text pre, div.output_area .output_stdout pre';
  const drawings = '.jp-RenderedSVG img[src^="data:image/svg+xml,"]';
  const style = document.createElement('style');
  style.textContent = `${listing} { white-space: pre; word-break: normal; overflow-x: auto; }`;
  document.head.append(style);
  const colours = new RegExp(Object.keys(palette).join('|'), 'gi');
  const charts = new Map();
  let library;

  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof Element) for (const image of node.querySelectorAll(drawings)) paint(image);
  }).observe(document.body, { childList: true, subtree: true });
  new MutationObserver(() => {
    for (const image of document.querySelectorAll(drawings)) paint(image);
    for (const [place, chart] of charts) draw(place, chart);
  }).observe(document.body, { attributeFilter: ['data-jp-theme-light'] });
  return { draw, remove };

  /** The text of a picture or a chart in the page's theme. Pictures of others, which lack our ink, stay as they are. */
  function inTheme(text) {
    const isDark = document.body.dataset.jpThemeLight === 'false';
    const isOurs = text.toLowerCase().includes(ink.toLowerCase());
    return isDark && isOurs ? text.replace(colours, (colour) => palette[colour.toUpperCase()]) : text;
  }

  function paint(image) {
    image.dataset.light ??= image.src;
    const { light } = image.dataset;
    const [head] = light.split(',', 1);
    image.src = `${head},${encodeURIComponent(inTheme(decodeURIComponent(light.slice(head.length + 1))))}`;
  }

  function loadPlotly() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = new URL(plotlyFile, here).href;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error(`plotly.js could not be loaded from ${script.src}`));
      document.head.append(script);
    });
    return library;
  }

  /** Draws `chart`, the JSON of plotly, in the element `place`. */
  async function draw(place, chart) {
    charts.set(place, chart);
    place.style.overflowX = 'auto';
    try {
      const plotly = await loadPlotly();
      const { data, layout, config } = JSON.parse(inTheme(JSON.stringify(chart)));
      await plotly.react(place, data, layout, { displaylogo: false, ...config });
    } catch (error) {
      place.textContent = `This chart could not be drawn: ${error.message}`;
    }
  }

  function remove(place) {
    charts.delete(place);
    window.Plotly?.purge(place);
  }
}

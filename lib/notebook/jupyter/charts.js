/**
 * What runs in Jupyter's pages, of whichever version: draws charts live with the plotly.js that lies at `plotlyFile`, seen
 * from the script, whose address is `here`; it is fetched with the first chart. A chart that cannot be drawn says so in its place.
 * Charts and drawings take JupyterLab's dark theme, on the page alone: what is saved stays as it was. And a listing keeps
 * its lines, however long they are. A chart that has another layout for places without room takes it there.
 *
 * `fonts` is a style sheet with the fonts of our pictures, which drawings carry themselves; `palette` has for each colour of light pages the one of dark pages; `ink` is the colour of text in our pictures.
 */
// biome-ignore lint/correctness/noUnusedVariables: the scripts that follow this one in their file call it.
function startCharts(here, { palette, ink, plotlyFile, fonts }) {
  // Of JupyterLab 4 and Notebook 7, then of the classic notebook.
  const listing =
    '.jp-OutputArea .jp-OutputArea-output.jp-RenderedText pre, div.output_area .output_text pre, div.output_area .output_stdout pre';
  const drawings = '.jp-RenderedSVG img[src^="data:image/svg+xml,"]';
  const style = document.createElement('style');
  style.textContent = `${listing} { white-space: pre; word-break: normal; overflow-x: auto; }\n${fonts}`;
  document.head.append(style);
  const colours = new RegExp(Object.keys(palette).join('|'), 'gi');
  const charts = new Map();
  let library;
  // A place has its width only once it is in the page, and another when the page is divided anew.
  const rooms = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const shown = charts.get(target);
      if (shown?.isNarrow !== undefined && shown.isNarrow !== isNarrow(target)) draw(target, shown.chart);
    }
  });

  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof Element) for (const image of node.querySelectorAll(drawings)) paint(image);
  }).observe(document.body, { childList: true, subtree: true });
  new MutationObserver(() => {
    for (const image of document.querySelectorAll(drawings)) paint(image);
    for (const [place, { chart }] of charts) draw(place, chart);
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

  /** Below 600 px, as in the book. */
  function isNarrow(place) {
    return place.clientWidth > 0 && place.clientWidth < 600;
  }

  /** Draws `chart`, the JSON of plotly, in the element `place`. */
  async function draw(place, chart) {
    const shown = { chart };
    charts.set(place, shown);
    place.style.overflowX = 'auto';
    try {
      const plotly = await loadPlotly();
      // Plotly measures texts: it has to find their font.
      await Promise.all(['11px Arimo', 'bold 11px Arimo'].map((font) => document.fonts.load(font)));
      if (charts.get(place) !== shown) return;
      shown.isNarrow = isNarrow(place);
      rooms.observe(place);
      const whole = JSON.parse(inTheme(JSON.stringify(chart)));
      const { data, layout, config } = { ...whole, ...(shown.isNarrow && whole.layout?.meta?.narrow) };
      await plotly.react(place, data, layout, { displaylogo: false, ...config });
    } catch (error) {
      place.textContent = `This chart could not be drawn: ${error.message}`;
    }
  }

  function remove(place) {
    charts.delete(place);
    rooms.unobserve(place);
    window.Plotly?.purge(place);
  }
}

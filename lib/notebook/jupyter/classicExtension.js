/**
 * For the classic notebook 6: an AMD module that registers the mime type, and draws again what was there before it. It
 * stands in one file with `settings` and charts.js (chartExtension.ts).
 */
define(['module', 'base/js/namespace', 'notebook/js/outputarea'], (module, Jupyter, { OutputArea }) => {
  const charts = startCharts(new URL(module.uri, document.baseURI), settings);

  /** Called by the notebook with the output area as `this`. */
  function append(chart, metadata, element) {
    const area = this.create_output_subarea(metadata, 'output_plotly rendered_html', settings.mime);
    element.append(area);
    charts.draw(area[0], chart);
    return area;
  }

  function load_ipython_extension() {
    OutputArea.prototype.register_mime_type(settings.mime, append, { safe: true, index: 0 });
    for (const cell of Jupyter.notebook.get_cells()) {
      const outputs = cell.output_area?.outputs ?? [];
      if (!outputs.some(({ data }) => data?.[settings.mime])) continue;
      const saved = cell.output_area.toJSON();
      cell.output_area.clear_output(false, true);
      cell.output_area.fromJSON(saved, { nbformat: 4 });
    }
  }

  return { load_ipython_extension };
});

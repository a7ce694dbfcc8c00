/**
 * For JupyterLab 4 and Notebook 7: a module federation container with one module, a renderer of a mime type. It stands
 * in one file with `settings` and charts.js (chartExtension.ts).
 */
const charts = startCharts(document.currentScript.src, settings);
const container = {
  init(shared) {
    const [widgets] = Object.values(shared['@lumino/widgets']);
    container.widgets = widgets;
  },
  async get() {
    const { Widget } = (await container.widgets.get())();
    class Chart extends Widget {
      renderModel(model) {
        return charts.draw(this.node, model.data[settings.mime]);
      }
      dispose() {
        charts.remove(this.node);
        super.dispose();
      }
    }
    const rendererFactory = { safe: true, mimeTypes: [settings.mime], createRenderer: () => new Chart() };
    return () => ({ id: 'chainwalk-charts:plugin', rendererFactory, rank: 0, dataType: 'json' });
  },
};
window._JUPYTERLAB ??= {};
window._JUPYTERLAB['chainwalk-charts'] = container;

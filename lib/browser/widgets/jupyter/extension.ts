/**
 * The extension that draws the widgets in JupyterLab 4, Notebook 7 and JupyterLite: a module federation container with one module, a
 * plugin, as a bundler makes it of a package.
 */
import { addWidgetStyle, WIDGETS } from '../registry';
import { WIDGET_CLASS } from '../style';
import type { LuminoWidgetClass, NotebookTracker, RenderMime, SharedModules } from './jupyter';
import { COVER_STYLE, NOTE_CLASS, watchPredictions } from './predictions';
import { widgetRenderer } from './renderer';

/** The name of the extension, which is also its folder's. */
const NAME = 'chainwalk-widgets';

interface Page {
  _JUPYTERLAB?: Record<string, unknown>;
}

let shared: SharedModules = {};

const container = {
  init(modules: SharedModules): void {
    shared = modules;
  },
  async get(): Promise<() => object> {
    const { Widget } = (await load('@lumino/widgets')) as { Widget: LuminoWidgetClass };
    const { IRenderMimeRegistry } = (await load('@jupyterlab/rendermime')) as { IRenderMimeRegistry: object };
    const { INotebookTracker } = (await load('@jupyterlab/notebook')) as { INotebookTracker: object };
    const plugin = {
      id: `${NAME}:plugin`,
      autoStart: true,
      requires: [IRenderMimeRegistry, INotebookTracker],
      activate: (_: unknown, renderMime: RenderMime, tracker: NotebookTracker) => {
        addWidgetStyle(COVER_STYLE);
        addEventListener('keydown', leaveKeys, true);
        for (const widget of WIDGETS) {
          const createRenderer = widgetRenderer(Widget, widget, tracker);
          renderMime.addFactory({ safe: true, mimeTypes: [widget.mime], createRenderer }, 0);
        }
        tracker.forEach((panel) => void watchPredictions(panel));
        tracker.widgetAdded.connect((_sender, panel) => void watchPredictions(panel));
      },
    };
    return () => plugin;
  },
};
const page = globalThis as Page;
page._JUPYTERLAB ??= {};
page._JUPYTERLAB[NAME] = container;

/** Keys in a widget are no commands of JupyterLab's, which asks elements for this word; but Ctrl-S saves there, too. */
function leaveKeys({ target, ctrlKey, metaKey }: KeyboardEvent): void {
  const place = target instanceof Element ? target.closest<HTMLElement>(`.${WIDGET_CLASS}, .${NOTE_CLASS}`) : null;
  if (place === null) return;
  if (ctrlKey || metaKey) delete place.dataset.lmSuppressShortcuts;
  else place.dataset.lmSuppressShortcuts = 'true';
}

async function load(name: string): Promise<unknown> {
  const [module] = Object.values(shared[name] ?? {});
  if (module === undefined) throw new Error(`this Jupyter has no ${name}`);
  return (await module.get())();
}

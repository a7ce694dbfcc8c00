/** An output of JupyterLab's that a widget draws. */
import { OutputCollector } from '../../../cells/output';
import { WIDGET_CLASS } from '../style';
import type { Widget, WidgetPage } from '../widget';
import type { Kernel, LuminoWidget, LuminoWidgetClass, NotebookPanel, NotebookTracker, OutputModel } from './jupyter';

/** Makes elements in which `widget` draws an output of a notebook that `tracker` knows. */
export function widgetRenderer(Base: LuminoWidgetClass, widget: Widget, tracker: NotebookTracker): () => LuminoWidget {
  class Renderer extends Base {
    async renderModel(model: OutputModel): Promise<void> {
      this.node.classList.add(WIDGET_CLASS);
      widget.draw(this.node, model.data[widget.mime], pageOf(model, this));
    }
    override dispose(): void {
      widget.remove(this.node);
      super.dispose();
    }
  }
  const pageOf = (model: OutputModel, renderer: LuminoWidget): WidgetPage => {
    const panel = () => tracker.find(({ node }) => node.contains(renderer.node));
    return {
      notebook: () => nameOf(panel()),
      keep: (data) => model.setData({ data: { ...model.data, [widget.mime]: data } }),
      execute: (code) => runCode(panel()?.sessionContext.session?.kernel, code),
    };
  };
  return () => new Renderer();
}

/** The name of a notebook, without its folder and `.ipynb`. */
export function nameOf(panel: NotebookPanel | undefined): string {
  return (panel?.context.path ?? '').replace(/^.*\//, '').replace(/\.ipynb$/, '');
}

/** What `code` prints and shows. Rejects where no Jupyter kernel runs. */
async function runCode(kernel: Kernel | null | undefined, code: string) {
  if (kernel == null) throw new Error('no Jupyter kernel runs for this notebook');
  const collector = new OutputCollector(1);
  const future = kernel.requestExecute({ code, store_history: false, stop_on_error: false });
  future.onIOPub = ({ header, content }) => collector.receive(1, header.msg_type, content);
  await future.done;
  return collector.outputs(1);
}

/** Predictions in a notebook of JupyterLab's: outputs that would tell an answer are covered until there is one. */
import { COPY_KEY, copyIdIn } from '../../../cells/copyId';
import { type KeptAnswers, type PageItem, settle } from '../../../cells/settle';
import { PREDICTION_MIME, readPredictionData } from '../../../lab/learn/predictionData';
import { button, element } from '../../book/button';
import { answerStore } from '../prediction/answerStore';
import type { CellModel, CellWidget, NotebookPanel, OutputList } from './jupyter';
import { nameOf } from './renderer';

/** What hides the outputs of a cell: from the eye, a screen reader, and a search in the page. */
export const COVER_STYLE = `
.chainwalk-covered .jp-Cell-outputWrapper { display: none; }
.chainwalk-covered-note { margin: 0.5rem 1rem 0.5rem 5rem; color: var(--jp-ui-font-color1); }
.chainwalk-covered-note button { padding: 0; border: 0; background: none; color: var(--jp-content-link-color); font: inherit; text-decoration: underline; cursor: pointer; }
`;

const COVERED = 'chainwalk-covered';
/** The class of the line that says why. */
export const NOTE_CLASS = 'chainwalk-covered-note';

/** Asks the predictions of a notebook from now on. */
export async function watchPredictions(panel: NotebookPanel): Promise<void> {
  await panel.context.ready;
  let store = storeOf(panel);
  let kept: KeptAnswers = answerStore(store);
  const watched = new WeakSet<OutputList>();
  let isDue = false;
  const settleSoon = () => {
    if (isDue) return;
    isDue = true;
    // When the change is over: an output's place in its cell is known then.
    setTimeout(() => {
      isDue = false;
      // The notebook does not tell of an output that changes.
      for (const { model } of panel.content.widgets) {
        if (model.outputs === undefined || watched.has(model.outputs)) continue;
        watched.add(model.outputs);
        model.outputs.changed.connect(settleSoon);
      }
      if (store !== storeOf(panel)) {
        store = storeOf(panel);
        kept = answerStore(store);
      }
      settleNotebook(panel, kept);
    });
  };
  panel.content.model?.contentChanged.connect(settleSoon);
  settleSoon();
}

/** Where answers of the copy are kept: another one may take its place in the page, when its file is reset. */
function storeOf(panel: NotebookPanel): string {
  const id = copyIdIn(panel.content.model?.getMetadata(COPY_KEY));
  return id === undefined ? nameOf(panel) : `${nameOf(panel)} ${id}`;
}

interface NotebookItem extends PageItem {
  readonly cell: CellWidget;
}

function settleNotebook(panel: NotebookPanel, kept: KeptAnswers): void {
  const items = panel.content.widgets.map(itemOf);
  const covers = settle(items, kept);
  items.forEach(({ cell }, index) => {
    const isShowing = (cell.model.outputs?.length ?? 0) > 0;
    const asking = isShowing ? covers[index]?.[0]?.asking : undefined;
    cover(cell, asking && (() => goTo(panel, asking.cell)));
  });
}

function itemOf(cell: CellWidget): NotebookItem {
  const { id, type, sharedModel } = cell.model;
  const isText = type !== 'code';
  const beginsSection = isText && /^##? /m.test(sharedModel.getSource());
  return { id, cell, beginsSection, stays: isText, outputs: isText ? [] : outputsOf(cell.model) };
}

function outputsOf({ outputs }: CellModel): PageItem['outputs'] {
  return Array.from({ length: outputs?.length ?? 0 }, (_, index) => outputs?.get(index)).flatMap((output) => {
    const data = readPredictionData(output?.data[PREDICTION_MIME]);
    if (output === undefined || data === undefined) return [];
    return { data, keep: (next) => output.setData({ data: { ...output.data, [PREDICTION_MIME]: next } }) };
  });
}

/** Covers the outputs of `cell`, or no longer; `show` leads to the question. */
function cover({ node }: CellWidget, show: (() => void) | undefined): void {
  node.classList.toggle(COVERED, show !== undefined);
  node.querySelector(`:scope > .${NOTE_CLASS}`)?.remove();
  if (show === undefined) return;
  const link = button('', 'the prediction above', show);
  node.append(element('p', NOTE_CLASS, 'Answer ', link, ' first: the counters would tell you.'));
}

function goTo({ content }: NotebookPanel, cell: CellWidget): void {
  const focus = () => cell.node.querySelector<HTMLElement>('.chainwalk-prediction input')?.focus();
  void content.scrollToItem(content.widgets.indexOf(cell)).then(focus, focus);
}

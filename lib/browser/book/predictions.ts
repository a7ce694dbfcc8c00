/** Predictions in a page of the book: what would tell an answer is covered until there is one. On paper nothing is. */
import { cellIds } from '../../cells/cellIds';
import { codeCells } from '../../cells/document';
import { type PageItem, settle, withAnswer } from '../../cells/settle';
import { PREDICTION_MIME, readPredictionData } from '../../lab/learn/predictionData';
import { answerStore, forgetAnswers } from '../widgets/prediction/answerStore';
import { element } from './button';
import { pageNotebook } from './notebook';
import { drawnOutputs, onWidgets } from './widgets';

/** A part of the text, or a code cell. */
interface BookItem extends PageItem {
  readonly place: HTMLElement;
}

/** The predictions that the page asks. */
export interface AskedPredictions {
  /** Takes back what was answered, here and on all pages of the book; answers in code stay. */
  forget(): void;
}

/** Asks the predictions of the page, now and after every run. */
export function askPredictions(): AskedPredictions {
  const notebook = pageNotebook();
  if (notebook === undefined) return { forget: forgetAnswers };
  const ids = cellIds(codeCells(notebook));
  const kept = answerStore(notebook.name);
  let isSettling = false;
  const settlePage = () => {
    // Outputs that change while this runs change because of it.
    if (isSettling) return;
    isSettling = true;
    const items = itemsOf(ids);
    cover(
      items,
      settle(items, kept).map(([first]) => first?.asking),
    );
    isSettling = false;
  };
  onWidgets(settlePage);
  settlePage();
  return {
    forget: () => {
      for (const { data, keep } of itemsOf(ids).flatMap(({ outputs }) => outputs)) {
        const isInCode = data.answer?.kind === 'said' && data.answer.inCode;
        if (data.role === 'question' && data.answer !== undefined && !isInCode)
          keep(withAnswer(data, { kind: 'taken back' }));
      }
      kept.forget();
      forgetAnswers();
    },
  };
}

function itemsOf(ids: readonly string[]): readonly BookItem[] {
  return [...document.querySelectorAll<HTMLElement>('main .text > :not(.covered-note), main .cell[data-cell]')].map(
    (place) => {
      // A heading stands beside a link to itself.
      const { tagName } = place.matches('.headed') ? (place.firstElementChild ?? place) : place;
      const isHeading = /^H[1-6]$/.test(tagName);
      const id = place.dataset.cell === undefined ? '' : (ids[Number(place.dataset.cell) - 1] ?? '');
      const outputs = drawnOutputs(place).flatMap((output) => {
        const data = output.mime === PREDICTION_MIME ? readPredictionData(output.data) : undefined;
        return data === undefined ? [] : { data, keep: output.keep };
      });
      return { id, place, outputs, stays: isHeading, beginsSection: isHeading && /^H[12]$/.test(tagName) };
    },
  );
}

/** Covers what is to be covered; before the first of neighbours stands why. */
function cover(items: readonly BookItem[], covers: readonly (BookItem | undefined)[]): void {
  items.forEach(({ place }, index) => {
    const asking = covers[index];
    const isFirst = asking !== undefined && covers[index - 1] !== asking;
    const before = place.previousElementSibling;
    const note = before?.classList.contains('covered-note') ? (before as HTMLElement) : undefined;
    place.classList.toggle('covered', asking !== undefined);
    if (isFirst && note?.dataset.question === asking.place.id) return;
    note?.remove();
    if (isFirst) place.before(noteOn(asking));
  });
}

function noteOn({ place }: BookItem): HTMLElement {
  const link = element('a', '', 'the prediction above');
  link.href = `#${place.id}`;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    place.scrollIntoView({ block: 'center' });
    place.querySelector<HTMLElement>('.chainwalk-prediction input')?.focus({ preventScroll: true });
  });
  const note = element('p', 'covered-note tool', 'Answer ', link, ' first: the counters would tell you.');
  note.dataset.question = place.id;
  return note;
}

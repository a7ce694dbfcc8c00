/**
 * The program of a page of the book. Without it, and on paper, everything can be read: pictures stand in the charts' places, code
 * is unfolded, and the system's theme holds.
 */
import { copyAnchors, leadToQuestions } from './anchors';
import { prepareAnnouncements } from './announce';
import { forgetRun, noteRun, wasBrokenOff } from './brokenRun';
import { decorateOutputs } from './cellOutputs';
import { paintCharts } from './charts';
import { KeptEdits } from './keptEdits';
import { LivePage } from './livePage';
import { pageNotebook } from './notebook';
import { paintPictures } from './pictures';
import { type AskedPredictions, askPredictions } from './predictions';
import { copyButton, foldButton, stopAtScrollers } from './reading';
import { markContents } from './readingMarks';
import { followReading } from './readingPlace';
import { noteSolved, noteVisit } from './readingStore';
import { SearchBox } from './searchBox';
import { isRight } from './solved';
import { showTermNotes } from './termNotes';
import { themeButton } from './theme';

const notebook = pageNotebook();
const cells = [...document.querySelectorAll<HTMLElement>('.cell[data-cell]')];
const live = cells.length > 0 ? makeLive() : undefined;
const predictions = makeReadable();
const marks = remember();
makeFindable();

/** Cells can be edited and run. Their outputs are read before anything is added to them. */
function makeLive(): LivePage | undefined {
  const main = document.querySelector('main');
  if (notebook === undefined || main === null) return undefined;
  const { name } = notebook;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    kept.keep();
  };
  const keepPending = () => {
    if (timer !== undefined) keep();
  };
  const page = new LivePage(notebook, cells, {
    onEdit: () => {
      timer ??= setTimeout(keep, 300);
    },
    onRun: () => {
      keepPending();
      noteRun(name);
    },
    onCellEnd: (cell, outputs) => {
      const exercise = cells[cell - 1]?.dataset.exercise;
      if (exercise === undefined || !isRight(outputs)) return;
      noteSolved(name, Number(exercise));
      marks.show();
    },
    onRunEnd: () => forgetRun(name),
    onReset: keep,
    onShare: () => void kept.share(),
  });
  const kept = new KeptEdits(page, name);
  addEventListener('pagehide', () => {
    keepPending();
    forgetRun(name);
  });
  main.prepend(page.toolbar.root);
  document.documentElement.classList.add('live');
  void kept.open();
  if (wasBrokenOff(name)) {
    const sentence =
      'The browser gave up this page while its cells ran: they may have needed too much memory. Your edits are kept.';
    page.toolbar.notice('broken', sentence, [{ text: 'Close', act: () => {} }], false);
  }
  return page;
}

function makeReadable(): AskedPredictions {
  const folds = [...document.querySelectorAll<HTMLDetailsElement>('details.code')];
  const tools = document.querySelector('.tools');
  if (folds.length > 0) tools?.append(foldButton(folds));
  tools?.append(
    themeButton(() => {
      paintPictures(document);
      paintCharts();
    }),
  );
  for (const pre of document.querySelectorAll<HTMLElement>('.code pre, .fence pre'))
    pre.parentElement?.append(copyButton(pre));
  document.addEventListener('toggle', () => stopAtScrollers(document), true);
  // Where the contents stand above the text, they would hide it.
  const contents = document.querySelector<HTMLDetailsElement>('.contents details');
  if (contents !== null) contents.open = matchMedia('(min-width: 70rem)').matches;
  decorateOutputs(document);
  const asked = askPredictions();
  document.documentElement.classList.remove('unsettled');
  addEventListener('beforeprint', () => paintPictures(document, false));
  addEventListener('afterprint', () => paintPictures(document));
  addEventListener('resize', () => stopAtScrollers(document));
  return asked;
}

/** Search, links to places, and what terms mean. */
function makeFindable(): void {
  prepareAnnouncements();
  copyAnchors();
  leadToQuestions();
  showTermNotes();
  document.querySelector('.tools')?.before(new SearchBox().root);
}

/** What was visited and solved, in the contents. The first page is the contents of the book: nobody goes on there. */
function remember(): { readonly show: () => void } {
  const contents = document.querySelector<HTMLElement>('.contents');
  if (contents === null) return { show: () => {} };
  if (notebook !== undefined) noteVisit(notebook.name);
  const marks = markContents(contents, notebook?.name, {
    answers: predictions.forget,
    edits: () => {
      live?.apply(new Map());
      live?.toolbar.withdraw('aside');
    },
  });
  const current = contents.querySelector<HTMLElement>('ol > li > [aria-current]');
  if (notebook !== undefined && current?.closest('li')?.previousElementSibling)
    followReading(notebook.name, current.textContent ?? '');
  return marks;
}

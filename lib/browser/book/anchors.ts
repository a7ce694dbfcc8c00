/** Links to places of the page: they stand beside headings already, figures get theirs here, and each copies its address. */
import { figureId, figureTitle } from '../../cells/pageIds';
import { announce } from './announce';
import { element } from './button';

/** Milliseconds for which a link says that its address is copied. */
const SAID_FOR = 2000;

/** Gives figures below `root` that came with a run the ids that the page's own have. */
export function nameFigures(root: ParentNode): void {
  for (const figure of root.querySelectorAll('figure:not([id])')) {
    const alternative = figure.querySelector('img')?.alt ?? '';
    figure.id = figureId(alternative, (id) => document.getElementById(id) !== null);
  }
}

/** `markup` of outputs without the ids of its figures, which depend on what else is on the page. */
export function withoutFigureIds(markup: string): string {
  return markup.replace(/(<figure\b[^>]*?) id="figure:[^"]*"/g, '$1');
}

/** A link to `figure`. */
export function anchorTo(figure: Element): HTMLAnchorElement {
  const link = element('a', 'anchor', '#');
  link.href = `#${encodeURIComponent(figure.id)}`;
  const title = figureTitle(figure.querySelector('img')?.alt ?? '');
  link.setAttribute('aria-label', `Link to “${title}”`);
  return link;
}

/** Links to places copy their address when they are followed. */
export function copyAnchors(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.anchor') : null;
    if (link !== null) void copyAddress(link);
  });
}

async function copyAddress(link: HTMLAnchorElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    // The address bar has it.
    return;
  }
  announce('The link is copied.');
  link.textContent = 'copied';
  setTimeout(() => {
    link.textContent = '#';
  }, SAID_FOR);
}

/** An address that leads to what a prediction covers leads to the question instead. */
export function leadToQuestions(): void {
  addEventListener('hashchange', leadToQuestion);
  leadToQuestion();
}

function leadToQuestion(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target === null || target.getClientRects().length > 0) return;
  const notes = [...document.querySelectorAll('.covered-note')];
  const isBefore = (note: Element) => (note.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const note = notes.filter(isBefore).at(-1);
  note?.scrollIntoView({ block: 'center' });
  announce(note?.textContent ?? '');
}

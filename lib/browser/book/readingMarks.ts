/** What the browser remembers of the reader, in the contents: visited, solved, a link to where reading stopped, and a button that forgets. */

import { hasAnswers } from '../widgets/prediction/answerStore';
import { announce } from './announce';
import { button, element } from './button';
import { countEditedNotebooks, forgetEdits } from './editStore';
import { forgetReading, onReadingElsewhere, type Place, readReading } from './readingStore';

/** What the page itself has of what is to be forgotten. */
export interface Forgetting {
  /** Answers to predictions, of all pages. */
  readonly answers: () => void;
  /** Edits that the page shows. */
  readonly edits: () => void;
}

/** Shows it in the contents, on the page of the notebook `chapter` if it is one's. `show` of the result shows it anew. */
export function markContents(
  contents: HTMLElement,
  chapter: string | undefined,
  forgetting: Forgetting,
): { readonly show: () => void } {
  const resume = element('p', 'resume tool');
  const kept = element('p', 'kept tool');
  const stopped = readReading().place;
  const show = () => {
    showChapters(contents, chapter);
    const { place, visited, solved } = readReading();
    // The place where reading stopped before this page was opened.
    resume.replaceChildren(
      ...(place === undefined || stopped === undefined ? [] : resumeLink(contents, stopped, chapter)),
    );
    const isUnread = place === undefined && visited.length === 0 && Object.keys(solved).length === 0;
    kept.hidden = isUnread && !hasAnswers() && countEditedNotebooks() === 0;
    kept.replaceChildren('This browser remembers what you visited, solved, predicted and changed here. ', forget);
    resume.hidden = resume.childElementCount === 0;
  };
  const end = (sentence: string) => {
    show();
    announce(sentence);
    contents.querySelector('summary')?.focus();
  };
  const forget = button('', 'Forget it', () => {
    forgetReading();
    forgetting.answers();
    const count = countEditedNotebooks();
    if (count === 0) return end('Forgotten: nothing is remembered of what you visited, solved and predicted.');
    show();
    const question = `Forgotten. ${count === 1 ? 'One page has' : `${count} pages have`} edits of yours: `;
    const yes = button('', 'Forget them, too', () => {
      forgetting.edits();
      forgetEdits();
      end('Your edits are forgotten.');
    });
    kept.replaceChildren(
      question,
      yes,
      ' ',
      button('', 'Keep them', () => end('Your edits are kept.')),
    );
    announce(question);
    yes.focus();
  });
  contents.querySelector('.tools')?.after(resume);
  contents.querySelector('details')?.append(kept);
  onReadingElsewhere(show);
  show();
  return { show };
}

function showChapters(contents: HTMLElement, chapter: string | undefined): void {
  const { visited, solved } = readReading();
  for (const item of contents.querySelectorAll<HTMLElement>('li[data-chapter]')) {
    item.querySelector('.marks')?.remove();
    const { chapter: name = '', exercises = '0' } = item.dataset;
    const count = solved[name]?.length ?? 0;
    const marks = element('span', 'marks tool');
    if (visited.includes(name) && name !== chapter) {
      const sign = element('span', '', ' ✓');
      sign.setAttribute('aria-hidden', 'true');
      marks.append(sign, element('span', 'spoken', ' visited'));
    }
    if (count > 0) marks.append(element('span', 'solved', ` ${count} of ${exercises} solved`));
    if (marks.childElementCount > 0) item.querySelector(':scope > a')?.after(marks);
  }
}

/** Nothing on the page itself, once an address has led to a place of it, and for chapters that are gone. */
function resumeLink(contents: HTMLElement, place: Place, chapter: string | undefined): readonly (string | Node)[] {
  if (place.chapter === chapter && location.hash !== '') return [];
  const item = contents.querySelector(`li[data-chapter="${CSS.escape(place.chapter)}"] > a`);
  if (!(item instanceof HTMLAnchorElement)) return [];
  const link = element('a', '', `${place.title}, ${place.section}`);
  link.href = place.chapter === chapter ? `#${place.id}` : `${item.getAttribute('href')}#${place.id}`;
  return ['Go on where you were: ', link];
}

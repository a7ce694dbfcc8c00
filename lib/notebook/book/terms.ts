/** Terms of the glossary in the book's text: links at the first occurrence in each section, and where a term is shown first. */
import type { Notebook } from '../../cells/document';
import { idOf } from '../../cells/pageIds';
import { escapeMarkup, html } from '../../view/draw/markup';
import { GLOSSARY, type Term } from './glossary';
import { type Heading, headingsOf, markdownHtml, type TermMarks } from './markdown';

/** The page of the glossary, relative to another page of the book. */
export const GLOSSARY_PAGE = 'glossary.html';

/** The id of a term's place in the glossary. The colon is in no heading's id. */
export function termId({ name }: Term): string {
  return `term:${idOf(name, 'term')}`;
}

const TERMS: ReadonlyMap<string, Term> = new Map(
  GLOSSARY.flatMap((term) => term.words.map((words): [string, Term] => [words, term])),
);
const WORDS = new RegExp(
  `(?<![\\p{L}\\p{N}_-])(?:${[...TERMS.keys()].sort(byLength).map(withCapital).join('|')})(?![\\p{L}\\p{N}_]|-[\\p{L}\\p{N}])`,
  'gu',
);

function byLength(one: string, other: string): number {
  return other.length - one.length;
}

/** A pattern for `words`, also at the beginning of a sentence. */
function withCapital(words: string): string {
  const [first = ''] = words;
  const capital = first.toUpperCase();
  return capital === first ? words : `[${first}${capital}]${words.slice(1)}`;
}

/** Links terms to the glossary, each where a section names it first; `onTerm` is told of it, with the section. */
export function linkTerms(onTerm: (term: Term, section: Heading | undefined) => void): TermMarks {
  const seen = new Set<Term>();
  let section: Heading | undefined;
  return {
    enter(heading) {
      section = heading;
      seen.clear();
    },
    mark(text) {
      let at = 0;
      let markup = '';
      for (const { 0: words, index } of text.matchAll(WORDS)) {
        const term = TERMS.get(words) ?? TERMS.get(words.charAt(0).toLowerCase() + words.slice(1));
        if (term === undefined || seen.has(term)) continue;
        seen.add(term);
        onTerm(term, section);
        const link = html`<a class="term" href="${GLOSSARY_PAGE}#${termId(term)}">${words}</a>`.markup;
        markup += escapeMarkup(text.slice(at, index)) + link;
        at = index + words.length;
      }
      return markup + escapeMarkup(text.slice(at));
    },
  };
}

/** The section of a chapter, counted from 0, in which a term is first named; without one, the chapter's beginning. */
export interface Use {
  readonly chapter: number;
  readonly section: Heading | undefined;
}

/** Where each term is shown first: in the notebook that the glossary names, else in the first after the contents that uses it. */
export function firstUses(notebooks: readonly Notebook[]): ReadonlyMap<Term, Use> {
  const uses = notebooks.map(usesIn);
  const [contents, ...others] = uses;
  return new Map(
    GLOSSARY.flatMap((term): [Term, Use][] => {
      const { shownIn } = term;
      const named =
        shownIn === undefined ? undefined : uses[notebooks.findIndex(({ name }) => name.startsWith(shownIn))];
      const use = [named, ...others, contents].find((one) => one?.has(term))?.get(term);
      return use === undefined ? [] : [[term, use]];
    }),
  );
}

function usesIn(notebook: Notebook, chapter: number): ReadonlyMap<Term, Use> {
  const uses = new Map<Term, Use>();
  const marks = linkTerms((term, section) => {
    if (!uses.has(term)) uses.set(term, { chapter, section });
  });
  const taken: string[] = [];
  for (const { kind, source } of notebook.cells) {
    if (kind !== 'markdown') continue;
    markdownHtml(source, { taken, terms: marks });
    taken.push(...headingsOf(source, taken).map(({ id }) => id));
  }
  return uses;
}

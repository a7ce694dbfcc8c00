/** The index of a search over the book: its text, code, pictures, tables and the glossary. Hints and answers are not in it. */
import MiniSearch from 'minisearch';
import { type Cell, type CodeCell, codeCells, type Notebook } from '../../cells/document';
import { outputHtml } from '../../cells/outputHtml';
import { INDEX_OPTIONS, type SearchEntry, type SearchPack } from '../../cells/search';
import { lines, unescapeMarkup } from '../../view/draw/markup';
import { coversOf, startsSection } from './covers';
import { withFigureIds } from './figures';
import { GLOSSARY } from './glossary';
import { headingsOf, markdownTokens, wordsIn } from './markdown';
import type { Book } from './page';
import { GLOSSARY_PAGE, termId } from './terms';

/** Letters of a picture's or a table's text that are looked through: the rest repeats itself. */
const LONGEST = 2000;

type Place = Omit<SearchEntry, 'id' | 'page'>;

/** What the pages of `book` read when a reader searches. */
export function searchPack({ chapters, entries }: Book): SearchPack {
  const index = new MiniSearch<SearchEntry>(INDEX_OPTIONS);
  const places = [
    ...chapters.map(({ notebook }, at) => placesIn(notebook, entries[at]?.file ?? '')),
    GLOSSARY.map(
      (term): Place => ({
        href: `${GLOSSARY_PAGE}#${termId(term)}`,
        kind: 'term',
        section: '',
        title: term.name,
        text: term.text,
      }),
    ),
  ];
  let id = 0;
  index.addAll(places.flatMap((list, page) => list.map((place) => ({ id: id++, page, ...place }))));
  const pages = [...entries.map(({ title }) => title), 'Glossary'];
  return { pages, index: JSON.stringify(index) };
}

function placesIn(notebook: Notebook, file: string): readonly Place[] {
  const places: Place[] = [];
  const taken: string[] = [];
  const figures = new Set<string>();
  const code = codeCells(notebook);
  const covers = coversOf(notebook);
  const behind = (cell: Cell) => (part: number) => behindQuestions(notebook.name, covers.get(cell)?.[part]);
  let section = '';
  let textNumber = 0;
  for (const cell of notebook.cells) {
    if (cell.kind === 'code') {
      const found = placesOfCode(cell, code.indexOf(cell) + 1, { file, section, figures });
      places.push(...found.map((place) => ({ ...place, ...behind(cell)(0) })));
      continue;
    }
    textNumber++;
    if (cell.kind === 'raw') continue;
    const found = placesOfText(cell.source, `${file}#text:${textNumber}`, {
      file,
      section,
      taken,
      behind: behind(cell),
    });
    places.push(...found);
    section = found.at(-1)?.section ?? section;
  }
  return places;
}

/** Whether a place is covered by `questions` of `notebook`, as a part of its entry. */
function behindQuestions(notebook: string, questions: readonly string[] = []): Pick<SearchEntry, 'behind'> {
  return questions.length === 0 ? {} : { behind: { notebook, questions } };
}

/** What is told of a text. */
interface TextParts {
  readonly file: string;
  readonly section: string;
  /** Ids of headings; those of the text are added. */
  readonly taken: string[];
  /** What covers each of its parts ({@link CellCovers}). */
  readonly behind: (part: number) => Pick<SearchEntry, 'behind'>;
}

/** The text under each heading of a text; what stands before the first one is at `href`. */
function placesOfText(source: string, href: string, { file, section, taken, behind }: TextParts): readonly Place[] {
  const headings = [...headingsOf(source, taken)];
  taken.push(...headings.map(({ id }) => id));
  let part = 0;
  const places: (Omit<Place, 'kind' | 'text'> & { readonly words: string[] })[] = [
    { href, section, title: '', words: [], ...behind(part) },
  ];
  let folds = 0;
  let isHeading = false;
  for (const token of markdownTokens(source)) {
    if (token.type === 'html_block') folds += count(token.content, '<details') - count(token.content, '</details');
    else if (token.type === 'heading_open') {
      const heading = headings.shift();
      const title = heading?.text ?? '';
      if (startsSection(token)) part++;
      places.push({ href: `${file}#${heading?.id}`, section: title, title, words: [], ...behind(part) });
      isHeading = true;
    } else if (token.type === 'heading_close') isHeading = false;
    else if (folds === 0 && !isHeading) {
      if (token.type === 'inline') places.at(-1)?.words.push(wordsIn(token));
      if (token.type === 'fence') places.at(-1)?.words.push(token.content);
    }
  }
  return places
    .map(({ words, ...place }): Place => ({ kind: 'text', ...place, text: words.join(' ') }))
    .filter(({ title, text }, index) => title !== '' || text !== '' || index > 0);
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** A cell's code, its pictures, and its tables. */
function placesOfCode(
  { source, outputs }: CodeCell,
  number: number,
  { file, section, figures }: { file: string; section: string; figures: Set<string> },
): readonly Place[] {
  const href = `${file}#cell:${number}`;
  const { markup, figures: found } = withFigureIds(lines(outputs.map(outputHtml)).markup, figures);
  return [
    { href, kind: 'code', section, title: '', text: source },
    ...found.map(
      ({ id, title, text }): Place => ({
        href: `${file}#${id}`,
        kind: 'picture',
        section,
        title,
        text: text.slice(title.length, LONGEST),
      }),
    ),
    ...[...markup.matchAll(/<caption[^>]*>([\s\S]*?)<\/caption>([\s\S]*?)<\/table>/g)].map(
      ([, caption = '', rows = '']): Place => ({
        href,
        kind: 'picture',
        section,
        title: plain(caption),
        text: plain(rows).slice(0, LONGEST),
      }),
    ),
  ];
}

function plain(markup: string): string {
  return unescapeMarkup(markup.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

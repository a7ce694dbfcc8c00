/** The search over all pages of the book. The index is loaded when it is first asked. */
import type MiniSearch from 'minisearch';
import { type Behind, INDEX_OPTIONS, type SearchEntry, type SearchPack } from '../../cells/search';
import { isOpen } from '../../cells/settle';
import { readPack } from '../programs';
import { answerStore } from '../widgets/prediction/answerStore';

/** A place that was found. */
export interface Hit extends Pick<SearchEntry, 'href' | 'kind' | 'section' | 'title' | 'text'> {
  /** Whether a prediction that nobody has answered covers it: then neither its text is told nor what pictures say in their titles. */
  readonly isCovered: boolean;
  /** The title of its page. */
  readonly page: string;
  /** The words of the place that were found, in small letters. */
  readonly words: readonly string[];
}

interface LoadedIndex {
  readonly pages: readonly string[];
  readonly index: MiniSearch;
}

let loading: Promise<LoadedIndex> | undefined;

/** The places with all words of `query`, else those with any of them, the best first. Rejects with a ProgramError when the index is missing. */
export async function findPlaces(query: string): Promise<readonly Hit[]> {
  loading ??= load();
  const { pages, index } = await loading;
  const options = {
    prefix: (word: string) => word.length > 1,
    fuzzy: (word: string) => (word.length > 4 && !/\d/.test(word) ? 0.2 : false),
    boost: { title: 2 },
    boostDocument: (_id: unknown, _word: string, stored?: Record<string, unknown>) =>
      WEIGHTS[String(stored?.kind)] ?? 1,
  };
  const all = index.search(query, { ...options, combineWith: 'AND' });
  const found = all.length > 0 ? all : index.search(query, options);
  return found.map((result) => {
    const { page, href, kind, section, title, text, behind } = result as unknown as SearchEntry;
    const hit = { page: pages[page] ?? '', href, kind, section, words: result.terms };
    return behind !== undefined && isCovering(behind)
      ? { ...hit, title: kind === 'picture' ? '' : title, text: '', isCovered: true }
      : { ...hit, title, text, isCovered: false };
  });
}

function isCovering({ notebook, questions }: Behind): boolean {
  const answers = answerStore(notebook);
  return questions.some((question) => isOpen(answers.get(question)));
}

/** How much a word counts where it is found. */
const WEIGHTS: Readonly<Record<string, number>> = { term: 1.5, text: 1, picture: 0.6, code: 0.5 };

async function load(): Promise<LoadedIndex> {
  try {
    const [{ default: Search }, pack] = await Promise.all([import('minisearch'), readPack('search')]);
    const { pages, index } = pack as SearchPack;
    return { pages, index: Search.loadJSON(index, INDEX_OPTIONS) };
  } catch (error) {
    // To be tried again.
    loading = undefined;
    throw error;
  }
}

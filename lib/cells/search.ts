/** What a search over the book's pages looks through: written with the book, read by its pages. */

/** A place of the book that can be found. */
export interface SearchEntry {
  readonly id: number;
  /** Which of the pages of {@link SearchPack}. */
  readonly page: number;
  /** The address of the place, relative to a page of the book. */
  readonly href: string;
  readonly kind: 'text' | 'code' | 'picture' | 'term';
  /** The section that it stands in. */
  readonly section: string;
  /** A heading, a picture's title, a term; empty for text and code below a heading. */
  readonly title: string;
  readonly text: string;
  /** The predictions that cover the place until all are answered. */
  readonly behind?: Behind;
}

/** Predictions of a notebook: the keys by which a browser keeps their answers. */
export interface Behind {
  readonly notebook: string;
  readonly questions: readonly string[];
}

/** The file that pages read when a reader begins to search. */
export interface SearchPack {
  /** The titles of the pages. */
  readonly pages: readonly string[];
  /** The index, as MiniSearch writes it. */
  readonly index: string;
}

/** What writer and reader of the index have to agree on: options of MiniSearch. */
export const INDEX_OPTIONS = {
  fields: ['title', 'text'],
  storeFields: ['page', 'href', 'kind', 'section', 'title', 'text', 'behind'],
  tokenize: wordsOf,
};

/** The words that are looked for, as they stand: letters, digits and `_`. So `docker-proxy` is two of them, 172.17.0.2 four. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/* Markup that is escaped by construction: text from outside becomes part of SVG and HTML only as text. */

/** Finished markup. Only {@link html}, {@link lines}, {@link trusted} and `element` of svg.ts make it. */
export interface Markup {
  readonly markup: string;
}

/** What a template takes: text is escaped, markup stays, lists are joined, `undefined` and `false` are left out. */
export type Piece = Markup | string | number | false | undefined | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** From an entity to its character, with the other names of the apostrophe. */
const CHARACTERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(ENTITIES).map(([character, entity]) => [entity, character])),
  '&apos;': "'",
  '&#x27;': "'",
};

/** Text for XML and HTML, also inside quotes; characters that XML forbids become U+FFFD. */
export function escapeMarkup(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to replace
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
  );
}

/** The text that was escaped, here or by another writer of XML or HTML. */
export function unescapeMarkup(markup: string): string {
  return markup.replace(/&(?:lt|gt|quot|apos|amp|#39|#x27);/g, (entity) => CHARACTERS[entity] ?? entity);
}

/** Markup that another writer has finished and escaped, such as an SVG file or highlighted code. Never for text. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** A template of HTML. Its own text is markup, all that is filled in is escaped unless it is {@link Markup}. */
export function html(template: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { markup: String.raw({ raw: template }, ...pieces.map(written)) };
}

/** One piece a line. */
export function lines(pieces: readonly Piece[]): Markup {
  return { markup: pieces.map(written).join('\n') };
}

function written(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escapeMarkup(piece);
  if (typeof piece === 'number') return String(piece);
  return 'markup' in piece ? piece.markup : piece.map(written).join('');
}

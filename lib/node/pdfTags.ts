/**
 * What the parts of a PDF are, for those who have it read to them (PDF/UA): headings, paragraphs, lists, tables, figures in words.
 * pdfmake lays out and knows nothing of it; so its content is walked before, and what is drawn later finds its element in the
 * property `element` of each run, picture and line.
 */
import type { Content, ContentBase } from 'pdfmake/interfaces';

/** Structure types of ISO 32000-1, 14.8.4, as far as they are used. */
export type TagName =
  | 'H1'
  | 'H2'
  | 'H3'
  | 'H4'
  | 'H5'
  | 'H6'
  | 'P'
  | 'Div'
  | 'Sect'
  | 'Caption'
  | 'Code'
  | 'BlockQuote'
  | 'L'
  | 'LI'
  | 'Lbl'
  | 'LBody'
  | 'TOC'
  | 'TOCI';

declare module 'pdfmake/interfaces' {
  interface ContentBase {
    /** What this is; without it texts are paragraphs, and tables are tables. */
    tag?: TagName;
    /** A picture in words. */
    alt?: string;
    /** The element that it belongs to. */
    element?: TagElement;
  }
}

/** An element of the structure tree, as pdfkit makes them. */
export interface TagElement {
  add(child: unknown): TagElement;
  end(): void;
  readonly dictionary: { readonly data: Record<string, unknown> };
}

/** Makes an element. */
export type MakeElement = (
  type: string,
  options?: { readonly alt?: string; readonly scope?: string; readonly lang?: string },
) => TagElement;

/** The parts of content that hold others, of whatever kind it is. */
interface Part extends ContentBase {
  readonly text?: Content;
  readonly stack?: readonly Content[];
  readonly columns?: readonly Content[];
  readonly svg?: string;
  readonly image?: string;
  readonly table?: { readonly headerRows?: number; readonly body: readonly (readonly Content[])[] };
}

/** These are the elements of the text in them. */
const TEXT_HOLDERS: ReadonlySet<string> = new Set(['TD', 'TH', 'Lbl', 'LBody', 'Caption', 'TOCI']);

/** `content` with its elements, which are added to `parent`: each text and picture in it knows which one it belongs to. */
export function tagContent(content: Content, parent: TagElement, make: MakeElement): Content {
  if (content === '') return content;
  if (typeof content === 'string' || typeof content === 'number')
    return tagContent({ text: String(content) }, parent, make);
  if (Array.isArray(content)) return content.map((item) => tagContent(item, parent, make));
  return tagPart(content as Part, parent, make) as Content;
}

function tagPart(part: Part, parent: TagElement, make: MakeElement): Part {
  const { tag, alt, text, stack, columns, table, svg, image } = part;
  const add = (type: string, options?: Parameters<MakeElement>[1]): TagElement => {
    const element = make(type, options);
    parent.add(element);
    return element;
  };
  const allOf = (contents: readonly Content[]) => contents.map((item) => tagContent(item, element, make));
  if (svg !== undefined || image !== undefined) return { ...part, element: add('Figure', { alt: alt ?? 'A picture' }) };
  if (table !== undefined && tag === undefined) return { ...part, table: tagRows(table, add('Table'), make) };
  const holdsText = text === undefined || TEXT_HOLDERS.has(String(parent.dictionary.data.S));
  const element = tag === undefined && holdsText ? parent : add(tag ?? 'P');
  if (stack !== undefined) return { ...part, stack: allOf(stack) };
  if (columns !== undefined) return { ...part, columns: allOf(columns) };
  if (table !== undefined) return { ...part, table: { ...table, body: table.body.map(allOf) } };
  return text === undefined ? part : { ...part, text: runsOf(text, element) };
}

/** pdfmake hands the properties of runs on to what it draws, not those of the text around them. */
function runsOf(text: Content, element: TagElement): Content[] {
  const runs = Array.isArray(text) ? text : [text];
  return runs.map((run): Content => {
    if (typeof run === 'string' || typeof run === 'number') return { text: String(run), element };
    return { ...run, element } as Content;
  });
}

function tagRows(table: NonNullable<Part['table']>, parent: TagElement, make: MakeElement): NonNullable<Part['table']> {
  const { headerRows = 0 } = table;
  const body = table.body.map((row, index) => {
    const line = make('TR');
    parent.add(line);
    return row.map((cell) => {
      const element = index < headerRows ? make('TH', { scope: 'Column' }) : make('TD');
      line.add(element);
      return tagContent(cell, element, make);
    });
  });
  return { ...table, body };
}

/** Markdown as paragraphs of a Word document: headings as styles, lists, tables, quotes, code; answers are unfolded. */
import type { ParagraphChild } from 'docx';
import * as docx from 'docx';
import type { Token } from 'markdown-it';
import { markdownTokens } from '../book/markdown';
import { type DocxContent, type DocxTableCell, docxCode, docxTable } from './docxParts';
import { foldsOf } from './folds';
import { leadsOut } from './links';
import { takeItems, takeTable } from './tokens';

/** What the paragraphs of a text depend on beside its words. */
export interface DocxMarkdownOptions {
  /** Chapters that links may lead to. */
  readonly chapters: ReadonlySet<string>;
  /** Numbers lists, so that each begins anew. */
  readonly nextList: () => number;
}

/** One level down for each: the document's title is above them all. */
const HEADINGS = ['HEADING_1', 'HEADING_2', 'HEADING_3', 'HEADING_4', 'HEADING_5', 'HEADING_6'] as const;

/** How a paragraph stands: inside a list, a quote, or neither. */
interface Place {
  readonly style?: string;
  readonly bullet?: { readonly level: number };
  readonly numbering?: { readonly reference: string; readonly level: number; readonly instance: number };
  readonly indent?: { readonly left: number };
}

/** The paragraphs and tables of markdown `source`. */
export function docxMarkdown(source: string, options: DocxMarkdownOptions): DocxContent[] {
  return blocks([...markdownTokens(source)], options, {});
}

/** Reads tokens up to the one that closes them, or to the end. */
function blocks(tokens: Token[], options: DocxMarkdownOptions, place: Place, closing?: string): DocxContent[] {
  const content: DocxContent[] = [];
  for (let token = tokens.shift(); token !== undefined && token.type !== closing; token = tokens.shift()) {
    content.push(...blockOf(token, tokens, options, content.length > 0 ? followed(place) : place));
  }
  return content;
}

/** Only the first paragraph of an item has its mark. */
function followed(place: Place): Place {
  const level = place.bullet?.level ?? place.numbering?.level;
  return level === undefined ? place : { indent: { left: 360 * (level + 1) } };
}

function blockOf(token: Token, rest: Token[], options: DocxMarkdownOptions, place: Place): DocxContent[] {
  switch (token.type) {
    case 'heading_open': {
      const children = inline(rest.shift(), options);
      rest.shift();
      const heading = docx.HeadingLevel[HEADINGS[Number(token.tag.slice(1)) - 1] ?? 'HEADING_6'];
      return [new docx.Paragraph({ heading, children })];
    }
    case 'paragraph_open': {
      const children = inline(rest.shift(), options);
      rest.shift();
      return [new docx.Paragraph({ children, ...place })];
    }
    case 'bullet_list_open': {
      const level = levelBelow(place);
      return takeItems(rest, 'bullet_list_close', (end) => blocks(rest, options, { bullet: { level } }, end)).flat();
    }
    case 'ordered_list_open': {
      const numbering = { reference: 'ordered', level: levelBelow(place), instance: options.nextList() };
      return takeItems(rest, 'ordered_list_close', (end) => blocks(rest, options, { numbering }, end)).flat();
    }
    case 'blockquote_open':
      return blocks(rest, options, { style: 'Quote' }, 'blockquote_close');
    case 'fence':
    case 'code_block':
      return [docxCode(token.content.trimEnd(), token.info.trim())];
    case 'table_open':
      return tableOf(rest, options);
    case 'html_block':
      return foldsOf(token.content).flatMap(({ summary, text }) => [
        ...(summary === undefined ? [] : [paragraph(summary, options, 'FoldLabel')]),
        ...(text === '' ? [] : [paragraph(text, options)]),
      ]);
    default:
      return [];
  }
}

function levelBelow({ bullet, numbering }: Place): number {
  return (bullet?.level ?? numbering?.level ?? -1) + 1;
}

function paragraph(text: string, options: DocxMarkdownOptions, style?: string): docx.Paragraph {
  const children = markdownTokens(text).flatMap((token) => (token.type === 'inline' ? inline(token, options) : []));
  return new docx.Paragraph({ children, ...(style !== undefined && { style }) });
}

function tableOf(rest: Token[], options: DocxMarkdownOptions): DocxContent[] {
  const { headerRows, rows } = takeTable(rest);
  const body = rows.map((row) =>
    row.map(
      ({ words, isRight }): DocxTableCell => ({
        children: inline(words, options),
        length: words?.content.length ?? 0,
        isRight,
      }),
    ),
  );
  return docxTable(body, headerRows);
}

/** Marks that are open, as the style of the runs inside them. */
function inline(token: Token | undefined, options: DocxMarkdownOptions): ParagraphChild[] {
  const lines: { readonly link: string; readonly children: ParagraphChild[] }[] = [{ link: '', children: [] }];
  const open: docx.IRunOptions[] = [];
  const add = (text: string, own: docx.IRunOptions = {}) => {
    if (text !== '') lines.at(-1)?.children.push(new docx.TextRun({ ...Object.assign({}, ...open, own), text }));
  };
  for (const child of token?.children ?? []) {
    const style = styleOf(child);
    if (style === 'close') open.pop();
    else if (style !== undefined) open.push(style);
    else if (child.type === 'link_open') {
      open.push({ style: 'Hyperlink' });
      lines.push({ link: String(child.attrGet('href') ?? ''), children: [] });
    } else if (child.type === 'link_close') {
      open.pop();
      const { link, children } = lines.pop() ?? { link: '', children: [] };
      lines.at(-1)?.children.push(...linked(link, children, options));
    } else if (child.type === 'code_inline') add(child.content, { style: 'InlineCode' });
    else if (child.type === 'softbreak') add(' ');
    else if (child.type === 'hardbreak') lines.at(-1)?.children.push(new docx.TextRun({ break: 1 }));
    else if (child.type === 'html_inline') add(child.content.replace(/^<\/?(?:details|summary)(?: open)?>$/, ''));
    else add(child.content);
  }
  return lines.flatMap(({ children }) => children);
}

const STYLES: Readonly<Record<string, docx.IRunOptions>> = {
  strong_open: { bold: true },
  em_open: { italics: true },
  '<code>': { style: 'InlineCode' },
  '<em>': { italics: true },
  '<strong>': { bold: true },
};

/** What a mark begins or ends; undefined for what is no mark. */
function styleOf({ type, content }: Token): docx.IRunOptions | 'close' | undefined {
  const mark = type === 'html_inline' ? content : type;
  if (/^(?:strong_close|em_close|<\/(?:code|em|strong)>)$/.test(mark)) return 'close';
  return Object.hasOwn(STYLES, mark) ? STYLES[mark] : undefined;
}

/** Links lead to chapters of the document and to the web; others are plain words. */
function linked(href: string, children: readonly ParagraphChild[], { chapters }: DocxMarkdownOptions) {
  const [, chapter] = /^(?:\.\/)?([\w-]+)\.ipynb(?:#.*)?$/.exec(href) ?? [];
  if (chapter !== undefined && chapters.has(chapter))
    return [new docx.InternalHyperlink({ anchor: bookmarkOf(chapter), children: [...children] })];
  if (chapter !== undefined || leadsOut(href) || href.startsWith('#')) return children;
  return [new docx.ExternalHyperlink({ link: href, children: [...children] })];
}

/** The name of a chapter's bookmark: Word takes letters, digits and underscores, 40 of them. */
export function bookmarkOf(chapter: string): string {
  return `c_${chapter.replace(/\W/g, '_')}`.slice(0, 40);
}

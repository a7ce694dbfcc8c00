/** Markdown as content of a PDF: headings, paragraphs, lists, tables, quotes, code, and folded answers, which paper shows unfolded. */
import type { Token } from 'markdown-it';
import type { Column, Content, ContentText, Margins } from 'pdfmake/interfaces';
import { markdownTokens } from '../book/markdown';
import { foldsOf } from './folds';
import { leadsOut } from './links';
import { runs } from './pdfText';
import { takeItems, takeTable } from './tokens';

/** What the content of a markdown text depends on beside its words. */
export interface PdfMarkdownOptions {
  /** Chapters that links may lead to. */
  readonly chapters: ReadonlySet<string>;
  /** Code in a frame; the language may be unknown, or none. */
  readonly code: (source: string, language: string) => Content;
  readonly colours: { readonly link: string; readonly soft: string; readonly line: string; readonly panel: string };
}

const HEADING_SIZES = [18, 14, 12, 10.5, 10, 10] as const;
/** One level down: the document's title is the first. */
const HEADING_TAGS = ['H2', 'H3', 'H4', 'H5', 'H6'] as const;
/** Between a list's marks and its text, pt. */
const GAP = 4;

/** The content of markdown `source`, an element for each of its blocks. */
export function pdfMarkdown(source: string, options: PdfMarkdownOptions): Content[] {
  return blocks([...markdownTokens(source)], options);
}

/** Reads tokens up to the one that closes them, or to the end. */
function blocks(tokens: Token[], options: PdfMarkdownOptions, closing?: string): Content[] {
  const content: Content[] = [];
  for (let token = tokens.shift(); token !== undefined && token.type !== closing; token = tokens.shift()) {
    const block = blockOf(token, tokens, options);
    if (block !== undefined) content.push(block);
  }
  return content;
}

function blockOf(token: Token, rest: Token[], options: PdfMarkdownOptions): Content | undefined {
  const { colours } = options;
  switch (token.type) {
    case 'heading_open': {
      const text = inline(rest.shift(), options);
      rest.shift();
      const level = Number(token.tag.slice(1));
      const size = HEADING_SIZES[level - 1] ?? 10;
      return {
        tag: HEADING_TAGS[level - 1] ?? 'H6',
        text,
        bold: true,
        fontSize: size,
        margin: [0, size * 0.9, 0, size * 0.3],
        headlineLevel: 1,
      };
    }
    case 'paragraph_open': {
      const text = inline(rest.shift(), options);
      rest.shift();
      // In a tight list the paragraphs are hidden.
      return { text, margin: [0, 0, 0, token.hidden ? 2 : 6] };
    }
    case 'bullet_list_open':
      return list(
        takeItems(rest, 'bullet_list_close', (end) => blocks(rest, options, end)),
        () => '•',
        8,
      );
    case 'ordered_list_open':
      return ordered(
        takeItems(rest, 'ordered_list_close', (end) => blocks(rest, options, end)),
        Number(token.attrGet('start') ?? 1),
      );
    case 'blockquote_open':
      return {
        tag: 'BlockQuote',
        table: { widths: ['*'], body: [[{ stack: blocks(rest, options, 'blockquote_close'), color: colours.soft }]] },
        layout: { hLineWidth: () => 0, vLineWidth: (line) => (line === 0 ? 2 : 0), vLineColor: () => colours.line },
        margin: [0, 2, 0, 6],
      };
    case 'fence':
    case 'code_block':
      return options.code(token.content.trimEnd(), token.info.trim());
    case 'table_open':
      return tableOf(rest, options);
    case 'hr':
      return { canvas: [{ type: 'line', x1: 0, y1: 4, x2: 200, y2: 4, lineWidth: 0.5, lineColor: colours.line }] };
    case 'html_block':
      return htmlOf(token.content, options);
    default:
      return undefined;
  }
}

function ordered(bodies: readonly Content[][], start: number): Content {
  return list(bodies, (index) => `${start + index}.`, 6 * String(start + bodies.length - 1).length + 6);
}

/** Marks and texts side by side: of pdfmake's own lists nothing tells which part is the mark. */
function list(bodies: readonly Content[][], markOf: (index: number) => string, width: number): Content {
  const items = bodies.map((stack, index): Content => {
    const mark: Column = { tag: 'Lbl', text: markOf(index), width };
    return { tag: 'LI', columns: [mark, { tag: 'LBody', stack, width: '*' }], columnGap: GAP };
  });
  return { tag: 'L', stack: items, margin: [4, 0, 0, 6] };
}

function tableOf(rest: Token[], options: PdfMarkdownOptions): Content {
  const { headerRows, rows } = takeTable(rest);
  if (rows.length === 0) return '';
  const body = rows.map((row) =>
    row.map(({ words, isHeader, isRight }): ContentText => {
      const cell = { text: inline(words, options), bold: isHeader, fontSize: 8.5 };
      return isRight ? { ...cell, alignment: 'right' } : cell;
    }),
  );
  return { table: { headerRows, body }, layout: 'lightHorizontalLines', margin: [0, 2, 0, 8] };
}

/** A summary stands in bold above what it folds; other tags are text, as in the book. */
function htmlOf(html: string, options: PdfMarkdownOptions): Content | undefined {
  const stack = foldsOf(html).flatMap(({ summary, text }): Content[] => [
    ...(summary === undefined ? [] : [label(summary, options)]),
    ...(text === '' ? [] : [{ text: inlineText(text, options), margin: [0, 0, 0, 6] as Margins }]),
  ]);
  return stack.length === 0 ? undefined : { stack };
}

function label(summary: string, options: PdfMarkdownOptions): Content {
  return { text: inlineText(summary, options), bold: true, color: options.colours.soft, margin: [0, 2, 0, 3] };
}

function inlineText(text: string, options: PdfMarkdownOptions): ContentText[] {
  return markdownTokens(text).flatMap((token) => (token.type === 'inline' ? inline(token, options) : []));
}

/** Marks that are open, as the style of the runs inside them. */
function inline(token: Token | undefined, options: PdfMarkdownOptions): ContentText[] {
  const content: ContentText[] = [];
  const open: Omit<ContentText, 'text'>[] = [];
  const add = (text: string, own: Omit<ContentText, 'text'> = {}) =>
    content.push(...runs(text, Object.assign({}, ...open, own)));
  const setTag = (tag: string) => {
    const style = STYLES[tag.replace('/', '')];
    if (style === undefined) add(tag.replace(/^<\/?(?:details|summary)(?: open)?>$/, ''));
    else if (tag.startsWith('</')) open.pop();
    else open.push(style);
  };
  const code = { font: 'Cousine', fontSize: 8.5, background: options.colours.panel };
  const STYLES: Readonly<Record<string, Omit<ContentText, 'text'>>> = {
    '<code>': code,
    '<em>': { italics: true },
    '<strong>': { bold: true },
  };
  for (const child of token?.children ?? []) {
    switch (child.type) {
      case 'strong_open':
        open.push({ bold: true });
        break;
      case 'em_open':
        open.push({ italics: true });
        break;
      case 'link_open':
        open.push(linkTo(String(child.attrGet('href') ?? ''), options));
        break;
      case 'strong_close':
      case 'em_close':
      case 'link_close':
        open.pop();
        break;
      case 'code_inline':
        add(child.content, code);
        break;
      case 'softbreak':
        add(' ');
        break;
      case 'hardbreak':
        add('\n');
        break;
      case 'image':
        add(child.content);
        break;
      case 'html_inline':
        setTag(child.content);
        break;
      default:
        add(child.content);
    }
  }
  return content;
}

function linkTo(href: string, { chapters, colours }: PdfMarkdownOptions): Omit<ContentText, 'text'> {
  const [, chapter] = /^(?:\.\/)?([\w-]+)\.ipynb(?:#.*)?$/.exec(href) ?? [];
  if (chapter !== undefined) return chapters.has(chapter) ? { linkToDestination: chapter, color: colours.link } : {};
  return leadsOut(href) || href.startsWith('#') ? {} : { link: href, color: colours.link };
}

/** Markdown as content of a PDF: headings, paragraphs, lists, tables, quotes, code, and folded answers, which paper shows unfolded. */
import type { Token } from 'markdown-it';
import type { Content, ContentText, Margins } from 'pdfmake/interfaces';
import { markdownTokens } from '../book/markdown';
import { leadsOut } from './links';
import { runs } from './pdfText';

/** What the content of a markdown text depends on beside its words. */
export interface PdfMarkdownOptions {
  /** Chapters that links may lead to. */
  readonly chapters: ReadonlySet<string>;
  /** Code in a frame; the language may be unknown, or none. */
  readonly code: (source: string, language: string) => Content;
  readonly colours: { readonly link: string; readonly soft: string; readonly line: string; readonly panel: string };
}

const HEADING_SIZES = [18, 14, 12, 10.5, 10, 10] as const;

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
      const size = HEADING_SIZES[Number(token.tag.slice(1)) - 1] ?? 10;
      return { text, bold: true, fontSize: size, margin: [0, size * 0.9, 0, size * 0.3], headlineLevel: 1 };
    }
    case 'paragraph_open': {
      const text = inline(rest.shift(), options);
      rest.shift();
      // In a tight list the paragraphs are hidden.
      return { text, margin: [0, 0, 0, token.hidden ? 2 : 6] };
    }
    case 'bullet_list_open':
      return { ul: items(rest, options, 'bullet_list_close'), margin: [0, 0, 0, 6] };
    case 'ordered_list_open':
      return {
        ol: items(rest, options, 'ordered_list_close'),
        margin: [0, 0, 0, 6],
        start: Number(token.attrGet('start') ?? 1),
      };
    case 'blockquote_open':
      return {
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

function items(rest: Token[], options: PdfMarkdownOptions, closing: string): Content[] {
  const list: Content[] = [];
  for (let token = rest.shift(); token !== undefined && token.type !== closing; token = rest.shift()) {
    if (token.type === 'list_item_open') list.push({ stack: blocks(rest, options, 'list_item_close') });
  }
  return list;
}

function tableOf(rest: Token[], options: PdfMarkdownOptions): Content {
  const body: ContentText[][] = [];
  let headerRows = 0;
  for (let token = rest.shift(); token !== undefined && token.type !== 'table_close'; token = rest.shift()) {
    if (token.type === 'tr_open') body.push([]);
    if (token.type === 'thead_close') headerRows = body.length;
    if (token.type === 'th_open' || token.type === 'td_open') {
      const isRight = String(token.attrGet('style') ?? '').includes('right');
      const cell = { text: inline(rest.shift(), options), bold: token.type === 'th_open', fontSize: 8.5 };
      body.at(-1)?.push(isRight ? { ...cell, alignment: 'right' } : cell);
    }
  }
  if (body.length === 0) return '';
  return { table: { headerRows, body }, layout: 'lightHorizontalLines', margin: [0, 2, 0, 8] };
}

/** A summary stands in bold above what it folds; other tags are text, as in the book. */
function htmlOf(html: string, options: PdfMarkdownOptions): Content | undefined {
  const summary = /<summary>([\s\S]*?)<\/summary>/.exec(html)?.[1];
  const text = html.replace(/<summary>[\s\S]*?<\/summary>|<\/?details(?: open)?>/g, '').trim();
  const stack: Content[] = [
    ...(summary === undefined
      ? []
      : [
          {
            text: inlineText(summary, options),
            bold: true,
            color: options.colours.soft,
            margin: [0, 2, 0, 3] as Margins,
          },
        ]),
    ...(text === '' ? [] : [{ text: inlineText(text, options), margin: [0, 0, 0, 6] as Margins }]),
  ];
  return stack.length === 0 ? undefined : { stack };
}

function inlineText(text: string, options: PdfMarkdownOptions): ContentText[] {
  return markdownTokens(text.replace(/<\/?code>/g, '`')).flatMap((token) =>
    token.type === 'inline' ? inline(token, options) : [],
  );
}

/** Marks that are open, as the style of the runs inside them. */
function inline(token: Token | undefined, options: PdfMarkdownOptions): ContentText[] {
  const content: ContentText[] = [];
  const open: Omit<ContentText, 'text'>[] = [];
  const add = (text: string, own: Omit<ContentText, 'text'> = {}) =>
    content.push(...runs(text, Object.assign({}, ...open, own)));
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
        add(child.content, { font: 'Cousine', fontSize: 8.5, background: options.colours.panel });
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
        add(child.content.replace(/^<\/?(?:details|summary|code)(?: open)?>$/, ''));
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

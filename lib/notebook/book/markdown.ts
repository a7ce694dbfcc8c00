/**
 * Markdown and code as HTML for the book. Raw HTML in a notebook's text is shown as text, except the tags that fold
 * an answer away and set code, emphasis or strength in it; links from one notebook to another lead to its page.
 */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import MarkdownIt, { type Token } from 'markdown-it';
import { freeId, idOf } from '../../cells/pageIds';
import { escapeMarkup, html, unescapeMarkup } from '../../view/draw/markup';

hljs.registerLanguage('typescript', typescript);
hljs.registerLanguage('bash', bash);
hljs.registerLanguage('json', json);
hljs.registerAliases(['sh', 'console', 'shell'], { languageName: 'bash' });

const ALLOWED_TAG = /&lt;(\/?(?:details|summary|code|em|strong)|details open)&gt;/g;
const renderer = newRenderer();

/** A heading of a page: `id` is what a link to it ends in. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** What makes links of terms. Code, headings and links are not asked about. */
export interface TermMarks {
  /** A heading is passed. */
  enter(heading: Heading): void;
  /** The HTML of plain `text`. */
  mark(text: string): string;
}

/** What the HTML of a text depends on. */
export interface Surroundings {
  /** Where links to files lead instead. */
  readonly linked?: ReadonlyMap<string, string>;
  /** Ids that headings may not have. */
  readonly taken?: readonly string[];
  /** Puts a link to itself beside each heading. */
  readonly hasAnchors?: boolean;
  readonly terms?: TermMarks;
}

/** What the renderer's rules are told. */
interface RenderState {
  readonly hasAnchors: boolean;
  readonly terms: TermMarks | undefined;
  readonly headings: Heading[];
  isHeading: boolean;
}

/** The HTML of markdown `text`. */
export function markdownHtml(text: string, surroundings: Surroundings = {}): string {
  const { linked = new Map(), taken = [], hasAnchors = false, terms } = surroundings;
  const tokens = renderer.parse(text, {});
  const headings = [...headingsIn(tokens, taken)];
  for (const token of tokens) {
    for (const child of token.children ?? []) {
      const [file = '', section] = (child.attrGet('href') ?? '').split('#');
      const target = child.type === 'link_open' && linked.get(file.replace(/^\.\//, ''));
      if (target) child.attrSet('href', section === undefined ? target : `${target}#${section}`);
    }
  }
  const state: RenderState = { hasAnchors, terms, headings, isHeading: false };
  return renderer.renderer.render(tokens, renderer.options, state);
}

/** The headings of markdown `text`, with ids that are not among `taken`. */
export function headingsOf(text: string, taken: readonly string[] = []): readonly Heading[] {
  return headingsIn(renderer.parse(text, {}), taken);
}

function headingsIn(tokens: readonly Token[], taken: readonly string[]): readonly Heading[] {
  const ids = new Set(taken);
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return [];
    const text = wordsIn(tokens[index + 1]);
    const id = freeId(idOf(text, 'section'), (one) => ids.has(one));
    ids.add(id);
    return [{ level: Number(token.tag.slice(1)), id, text }];
  });
}

/** The words of a token of text, without marks. */
export function wordsIn(inline: Token | undefined): string {
  return inline?.children?.map((token) => (token.type === 'softbreak' ? ' ' : token.content)).join('') ?? '';
}

/** What markdown `text` is made of, for other forms than HTML. */
export function markdownTokens(text: string): readonly Token[] {
  return renderer.parse(text, {});
}

/** The words of the first heading in markdown `text`, without marks; undefined when it has none. */
export function firstHeading(text: string): string | undefined {
  return headingsOf(text)[0]?.text;
}

/** `code` of `language` with its words marked up; plain when the language is unknown. */
export function codeHtml(code: string, language: string): string {
  return hljs.getLanguage(language) ? hljs.highlight(code, { language }).value : escapeMarkup(code);
}

/** A stretch of code, and what it is to its language: `keyword`, `string` … */
export interface CodeToken {
  readonly text: string;
  readonly kinds: readonly string[];
}

/** The same as `codeHtml`, for other forms than HTML: inner kinds come first. */
export function codeTokens(code: string, language: string): readonly CodeToken[] {
  const tokens: CodeToken[] = [];
  const kinds: string[] = [];
  for (const [tag, kind, end] of codeHtml(code, language).matchAll(
    /<span class="hljs-([\w-]+)[^"]*">|(<\/span>)|[^<]+/g,
  )) {
    if (kind !== undefined) kinds.unshift(kind);
    else if (end !== undefined) kinds.shift();
    else tokens.push({ text: unescapeMarkup(tag), kinds: [...kinds] });
  }
  return tokens;
}

function newRenderer(): MarkdownIt {
  const markdown = new MarkdownIt({ html: true, linkify: false, typographer: false, highlight: codeHtml });
  const { rules } = markdown.renderer;
  const allowFolds = (html: string) => escapeMarkup(html).replace(ALLOWED_TAG, '<$1>');
  rules.html_block = (tokens, index) => allowFolds(tokens[index]?.content ?? '');
  rules.html_inline = (tokens, index) => allowFolds(tokens[index]?.content ?? '');
  const { fence } = rules;
  rules.fence = (...token) => `<div class="fence">${fence?.(...token)}</div>`;
  rules.table_open = () => '<div class="scroll"><table>';
  rules.table_close = () => '</table></div>';
  rules.heading_open = (_tokens, _index, _options, state: RenderState) => {
    const { hasAnchors, terms, headings } = state;
    const [heading] = headings;
    state.isHeading = true;
    if (heading !== undefined) terms?.enter(heading);
    const open = html`<h${heading?.level} id="${heading?.id}">`.markup;
    return hasAnchors ? `<div class="headed">${open}` : open;
  };
  rules.heading_close = (tokens, index, _options, state: RenderState) => {
    const heading = state.headings.shift();
    state.isHeading = false;
    const close = `</${tokens[index]?.tag}>`;
    return state.hasAnchors ? `${close}${anchorTo(heading)}</div>\n` : `${close}\n`;
  };
  rules.text = (tokens, index, _options, { terms, isHeading }: RenderState) => {
    const text = tokens[index]?.content ?? '';
    if (terms === undefined || isHeading || isInLink(tokens, index)) return markdown.utils.escapeHtml(text);
    return terms.mark(text);
  };
  return markdown;
}

function anchorTo(heading: Heading | undefined): string {
  return html`<a class="anchor" href="#${heading?.id}" aria-label="Link to “${heading?.text}”">#</a>`.markup;
}

function isInLink(tokens: readonly Token[], index: number): boolean {
  const opened = tokens.slice(0, index).reduce((depth, { type }) => {
    if (type === 'link_open') return depth + 1;
    return type === 'link_close' ? depth - 1 : depth;
  }, 0);
  return opened > 0;
}

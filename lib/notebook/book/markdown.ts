/**
 * Markdown and code as HTML for the book. Raw HTML in a notebook's text is shown as text, except the tags that fold
 * an answer away and set code, emphasis or strength in it; links from one notebook to another lead to its page.
 */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import MarkdownIt, { type Token } from 'markdown-it';
import { escapeMarkup, unescapeMarkup } from '../../view/draw/markup';

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

/** What the HTML of a text depends on: where links to files lead instead, and the ids that headings may not have. */
export interface Surroundings {
  readonly linked?: ReadonlyMap<string, string>;
  readonly taken?: readonly string[];
}

/** The HTML of markdown `text`. */
export function markdownHtml(text: string, { linked = new Map(), taken = [] }: Surroundings = {}): string {
  const tokens = renderer.parse(text, {});
  const ids = headingsIn(tokens, taken).map(({ id }) => id);
  for (const token of tokens) {
    if (token.type === 'heading_open') token.attrSet('id', ids.shift() ?? '');
    for (const child of token.children ?? []) {
      const [file = '', section] = (child.attrGet('href') ?? '').split('#');
      const target = child.type === 'link_open' && linked.get(file.replace(/^\.\//, ''));
      if (target) child.attrSet('href', section === undefined ? target : `${target}#${section}`);
    }
  }
  return renderer.renderer.render(tokens, renderer.options, {});
}

/** The headings of markdown `text`, with ids that are not among `taken`. */
export function headingsOf(text: string, taken: readonly string[] = []): readonly Heading[] {
  return headingsIn(renderer.parse(text, {}), taken);
}

function headingsIn(tokens: readonly Token[], taken: readonly string[]): readonly Heading[] {
  const ids = new Set(taken);
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return [];
    const text = wordsOf(tokens[index + 1]);
    const plain =
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, '') || 'section';
    let id = plain;
    for (let number = 2; ids.has(id); number++) id = `${plain}-${number}`;
    ids.add(id);
    return [{ level: Number(token.tag.slice(1)), id, text }];
  });
}

function wordsOf(inline: Token | undefined): string {
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
  return markdown;
}

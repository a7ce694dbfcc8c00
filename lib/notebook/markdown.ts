/**
 * Markdown and code as HTML for the book. Raw HTML in a notebook's text is shown as text, except the tags that fold
 * an answer away and set code in it; links from one notebook to another lead to its page.
 */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import MarkdownIt from 'markdown-it';

hljs.registerLanguage('typescript', typescript);
hljs.registerLanguage('bash', bash);
hljs.registerLanguage('json', json);
hljs.registerAliases(['sh', 'console', 'shell'], { languageName: 'bash' });

const ALLOWED_TAG = /&lt;(\/?(?:details|summary|code)|details open)&gt;/g;
const renderer = newRenderer();

/** `text` for use in HTML, between tags or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The HTML of markdown `text`. */
export function markdownHtml(text: string): string {
  return renderer.render(text);
}

/** The words of the first heading in markdown `text`, without marks; undefined when it has none. */
export function firstHeading(text: string): string | undefined {
  const tokens = renderer.parse(text, {});
  const at = tokens.findIndex((token) => token.type === 'heading_open');
  const words = tokens[at + 1]?.children?.map((token) => (token.type === 'softbreak' ? ' ' : token.content)).join('');
  return at < 0 ? undefined : words;
}

/** `code` of `language` with its words marked up; plain when the language is unknown. */
export function codeHtml(code: string, language: string): string {
  return hljs.getLanguage(language) ? hljs.highlight(code, { language }).value : escapeHtml(code);
}

function newRenderer(): MarkdownIt {
  const markdown = new MarkdownIt({ html: true, linkify: false, typographer: false, highlight: codeHtml });
  const { rules } = markdown.renderer;
  const allowFolds = (html: string) => escapeHtml(html).replace(ALLOWED_TAG, '<$1>');
  rules.html_block = (tokens, index) => allowFolds(tokens[index]?.content ?? '');
  rules.html_inline = (tokens, index) => allowFolds(tokens[index]?.content ?? '');
  const { normalizeLink } = markdown;
  markdown.normalizeLink = (url) => normalizeLink(url.replace(/^(?:\.\/)?([\w-]+)\.ipynb(?=#|$)/, '$1.html'));
  rules.table_open = () => '<div class="wide"><table>';
  rules.table_close = () => '</table></div>';
  return markdown;
}

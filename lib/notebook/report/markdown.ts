/** A report as markdown, with its pictures as files in a folder beside it. */
import type { Token } from 'markdown-it';
import { withoutControls } from '../../view/figure/plainText';
import { markdownTokens } from '../book/markdown';
import type { Block } from './blocks';
import type { Report } from './document';
import { leadsOut } from './links';
import type { ReportTable } from './tables';

/** Where a link may begin that is not in code: at a bracket that no backslash escapes, or at an address in < and >. */
const BEGINNING = /(?<!\\)(?:\\\\)*\[|<(?=[a-z][\w+.-]*:)/gi;
/** In one text; trying takes its time. */
const MOST_TRIED = 500;

/** A report in markdown: its text, and the pictures that the text refers to. */
export interface MarkdownReport {
  readonly text: string;
  /** By name in the folder. */
  readonly pictures: ReadonlyMap<string, string | Uint8Array>;
}

/** The text and the pictures of a report; `folder` is what the pictures' folder is called, as seen from the text. */
export function reportMarkdown({ title, facts, chapters }: Report, folder: string): MarkdownReport {
  const ids = new Set(chapters.map(({ id }) => id));
  const pictures = new Map<string, string | Uint8Array>();
  const parts = [`# ${escapeMarkdown(title)}`, escapeMarkdown(facts)];
  for (const { id, blocks } of chapters) {
    parts.push(`<a id="${id.replace(/[^\w-]/g, '_')}"></a>`);
    for (const block of blocks) parts.push(blockMarkdown(block, ids, folder, pictures));
  }
  return { text: withoutControls(`${parts.join('\n\n')}\n`), pictures };
}

function blockMarkdown(
  block: Block,
  chapters: ReadonlySet<string>,
  folder: string,
  pictures: Map<string, string | Uint8Array>,
): string {
  switch (block.kind) {
    case 'markdown':
      return withoutLinksOut(
        linksWithin(
          outsideCode(block.source, (text) => lowered(harmless(text))),
          chapters,
        ),
      ).trim();
    case 'code':
      return fenced(block.source, 'ts');
    case 'text':
      return fenced(block.text, 'text');
    case 'table':
      return [
        `**Table ${block.number}.** ${escapeMarkdown(block.caption)}${originMarkdown(block)}`,
        ...block.tables.map(tableMarkdown),
      ].join('\n\n');
    case 'figure': {
      const { number, caption, alt, svg, png } = block;
      const name = `figure-${String(number).padStart(2, '0')}.${png === undefined ? 'svg' : 'png'}`;
      pictures.set(name, png === undefined ? (svg ?? '') : Buffer.from(png, 'base64'));
      const words = `${escapeMarkdown(caption)}${originMarkdown(block)}`;
      return `![${escapeMarkdown(alt)}](${encodeURI(folder)}/${name})\n\n**Figure ${number}.** ${words}`;
    }
  }
}

function originMarkdown({ origin }: { readonly origin?: string }): string {
  return origin === undefined ? '' : `\n\n${escapeMarkdown(origin)}`;
}

/** A fence longer than any in the text. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

function tableMarkdown({ heading, head, rows }: ReportTable): string {
  const columns = Math.max(head.length, ...rows.map((row) => row.length));
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: columns }, (_, index) => cells[index] ?? '').join(' | ')} |`;
  const rights = Array.from({ length: columns }, (_, index) => (head[index] ?? rows[0]?.[index])?.isRight === true);
  const cells = rows.map((row) =>
    line(row.map(({ text, isBold }) => (isBold && text !== '' ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text)))),
  );
  return [
    ...(heading === '' ? [] : [escapeMarkdown(heading), '']),
    line(head.map(({ text }) => escapeMarkdown(text))),
    line(rights.map((right) => (right ? '--:' : '---'))),
    ...cells,
  ].join('\n');
}

/** Text that stays text: no marks, no tags, one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|#~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** Applies `change` to what is neither in a fence nor in backticks. */
function outsideCode(source: string, change: (text: string) => string): string {
  return source
    .split(/(^(?:```|~~~)[\s\S]*?^(?:```|~~~)[^\S\n]*$|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\2(?!`))/m)
    .map((part, index) => (index % 3 === 0 ? change(part) : index % 3 === 1 ? part : ''))
    .join('');
}

/** Tags become text, but for those that fold an answer away or set code and emphasis. */
function harmless(text: string): string {
  return text.replace(/<(?!\/?(?:details|summary|code|em|strong)>|details open>)(?=[a-z!/?])/gi, '&lt;');
}

/** Headings one level down: the document's title is the first. */
function lowered(text: string): string {
  return text.replace(/^#{1,5} /gm, '#$&');
}

function linksWithin(source: string, chapters: ReadonlySet<string>): string {
  return source.replace(/\[([^\]]*)\]\((?:\.\/)?([\w-]+)\.ipynb(?:#[^)]*)?\)/g, (_, words: string, id: string) =>
    chapters.has(id) ? `[${words}](#${id})` : words,
  );
}

/** Links to files are plain words, as pictures in files are: who opens a report is led to no file of another's choice. */
function withoutLinksOut(source: string): string {
  const plain = outsideCode(source, (text) =>
    text
      .replace(/!\[([^\]]*)\]\((?!data:image\/)[^)]*\)/g, '$1')
      .replace(/\[([^\]]*)\]\(([^()\s]+)[^()]*\)/g, (link, words: string, href: string) =>
        leadsOut(href) ? words : link,
      ),
  );
  return withoutUnusualLinksOut(plain);
}

/**
 * Links may be spelled in many more ways. What begins one is found by trying: without it there are fewer. Where that does not
 * find them all, nothing begins a link any more.
 */
function withoutUnusualLinksOut(source: string): string {
  const escaped = new Set<number>();
  let left = linksOut(source);
  let text = source;
  for (let at = 0; left > 0 && at < Math.min(MOST_TRIED, countOf(source)); at++) {
    const trial = withEscaped(source, (beginning) => beginning === at || escaped.has(beginning));
    const count = linksOut(trial);
    if (count >= left) continue;
    escaped.add(at);
    left = count;
    text = trial;
  }
  return left === 0 ? text : withEscaped(source, () => true);
}

function countOf(source: string): number {
  let count = 0;
  outsideCode(source, (text) => {
    count += text.match(BEGINNING)?.length ?? 0;
    return text;
  });
  return count;
}

/** What may begin a link becomes text, if `isChosen` says so of its number in `source`. */
function withEscaped(source: string, isChosen: (beginning: number) => boolean): string {
  let beginning = 0;
  return outsideCode(source, (text) =>
    text.replace(BEGINNING, (mark) =>
      isChosen(beginning++) ? (mark === '<' ? '&lt;' : mark.replace('[', '\\[')) : mark,
    ),
  );
}

function linksOut(source: string): number {
  const count = (tokens: readonly Token[]): number =>
    tokens.reduce((sum, token) => sum + (isLinkOut(token) ? 1 : 0) + count(token.children ?? []), 0);
  return count(markdownTokens(source));
}

function isLinkOut(token: Token): boolean {
  const isPicture = token.type === 'image' && !/^data:image\//.test(token.attrGet('src') ?? '');
  return isPicture || (token.type === 'link_open' && leadsOut(token.attrGet('href') ?? ''));
}

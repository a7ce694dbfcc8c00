/** The contents beside each page of the book: its chapters, the sections of the present one, and what else there is. */
import { html, lines, type Markup } from '../../view/draw/markup';
import type { Heading } from './markdown';

/** A chapter, as the contents of every page name it. */
export interface ContentsEntry {
  /** The notebook's name. */
  readonly name: string;
  readonly title: string;
  /** Its page, relative to another page of the book. */
  readonly file: string;
  readonly hasFailed: boolean;
  /** How many exercises it has. */
  readonly exercises: number;
}

/** A link below the chapters. */
export interface ContentsLink {
  readonly text: string;
  readonly href: string;
}

/** What the contents of a page say. */
export interface Contents {
  readonly entries: readonly ContentsEntry[];
  readonly links: readonly ContentsLink[];
  /** The page that they stand on, and the headings on it. */
  readonly file: string;
  readonly headings: readonly Heading[];
}

/** The contents, with a place for the page's own buttons. */
export function contentsHtml({ entries, links, file, headings }: Contents): Markup {
  const sections = headings
    .filter(({ level }) => level === 2)
    .map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`);
  const items = entries.map(({ name, title, file: target, hasFailed, exercises }) => {
    const isCurrent = target === file;
    const failed = hasFailed && html` <span class="failed">failed</span>`;
    const own = isCurrent && sections.length > 0 && html`\n<ul>\n${lines(sections)}\n</ul>`;
    return html`<li data-chapter="${name}" data-exercises="${exercises}"><a href="${target}"${isCurrent && CURRENT}>${title}</a>${failed}${own}</li>`;
  });
  const others = links.map(
    ({ text, href }) => html`\n<p class="other"><a href="${href}"${href === file && CURRENT}>${text}</a></p>`,
  );
  return html`<nav class="contents" aria-label="Contents"><div>
<div class="tools"></div>
<details open><summary>Contents</summary>
<ol start="0">
${lines(items)}
</ol>${others}
</details>
</div></nav>`;
}

const CURRENT = html` aria-current="page"`;

/** Tables in the HTML that cells show: read as rows for paper, and rid of all that could run for pages. */
import { JSDOM } from 'jsdom';

/** A cell of a table that a notebook shows. */
export interface ReportCell {
  readonly text: string;
  readonly isBold: boolean;
  readonly isRight: boolean;
  readonly isCode: boolean;
}

/** A table that a notebook shows. */
export interface ReportTable {
  /** Words that stand above it, such as the name of a group. */
  readonly heading: string;
  readonly head: readonly ReportCell[];
  readonly rows: readonly (readonly ReportCell[])[];
}

/** All tables in `html`, in their order; one in a fold continues the one before it. */
export function readTables(html: string): readonly ReportTable[] {
  const { document } = new JSDOM(html).window;
  const tables: ReportTable[] = [];
  for (const element of document.querySelectorAll('table')) {
    const isContinued = element.closest('details') !== null && tables.length > 0;
    const rows = [...element.querySelectorAll('tbody tr')].map((row) => [...row.children].map(cellOf));
    const last = tables.at(-1);
    if (isContinued && last !== undefined) tables[tables.length - 1] = { ...last, rows: [...last.rows, ...rows] };
    else {
      const before = element.previousElementSibling;
      const heading = before?.tagName === 'P' ? (before.textContent ?? '').trim() : '';
      tables.push({ heading, head: [...element.querySelectorAll('thead th')].map(cellOf), rows });
    }
  }
  return tables;
}

/** The title of the first table in `html`; empty if it has none. */
export function captionOf(html: string): string {
  return new JSDOM(html).window.document.querySelector('caption')?.textContent?.trim() ?? '';
}

function cellOf(cell: Element): ReportCell {
  return {
    text: (cell.textContent ?? '').trim(),
    isBold: cell.tagName === 'TH' || cell.querySelector('b') !== null,
    isRight: cell.getAttribute('align') === 'right',
    isCode: cell.querySelector('code') !== null,
  };
}

/** Whether text is a table without a title: its second line is the rule under the heads. */
export function plainTable(text: string): boolean {
  return /^[^\n]*\n-[- ]*\n/.test(text);
}

const RUNNING =
  'script, style, link, meta, base, iframe, frame, object, embed, form, input, button, template, svg, math';

/** The same markup without elements and attributes that run, load or lead somewhere. */
export function safeHtml(html: string): string {
  const { document } = new JSDOM(html).window;
  for (const element of document.querySelectorAll(RUNNING)) element.remove();
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      const leads = /^(?:href|src|srcset|action|formaction|xlink:href|background|poster|data)$/i.test(name);
      if (/^on/i.test(name) || leads || /url\s*\(|expression\s*\(|javascript:/i.test(value))
        element.removeAttribute(name);
    }
  }
  return document.body.innerHTML;
}

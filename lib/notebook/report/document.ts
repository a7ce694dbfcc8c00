/** One document made of notebooks: their text, code and outputs in order, figures and tables numbered throughout. */

import { type Cell, codeCells, type Notebook, NotebookError } from '../../cells/document';
import type { Output } from '../../cells/output';
import { VERSION } from '../../version';
import { titleOf } from '../book/page';
import { safeSvg } from './safeSvg';
import { plainTable, type ReportTable, readTables, safeHtml } from './tables';

/** A piece of a report. */
export type Block =
  | { readonly kind: 'markdown'; readonly source: string }
  | { readonly kind: 'code'; readonly source: string }
  | { readonly kind: 'text'; readonly text: string; readonly isError: boolean }
  | {
      readonly kind: 'figure';
      readonly number: number;
      readonly caption: string;
      /** The picture in words. */
      readonly text: string;
      /** SVG as text, in which nothing runs or leads out of the document, and PNG in base64: at least one. */
      readonly svg: string | undefined;
      readonly png: string | undefined;
    }
  | {
      readonly kind: 'table';
      readonly number: number;
      readonly caption: string;
      readonly html: string;
      readonly tables: readonly ReportTable[];
    };

/** One notebook of a report. */
export interface ReportChapter {
  /** The notebook's name: other chapters' links lead here. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Notebooks as one document, in no form yet. */
export interface Report {
  readonly title: string;
  /** Versions and seed, one line. */
  readonly facts: string;
  readonly chapters: readonly ReportChapter[];
}

/** What is in a report, and what it is called. */
export interface ReportOptions {
  /** Whether cells' code is in it, besides what they print and show. */
  readonly code: boolean;
  readonly title?: string;
}

/** Makes a report of notebooks as they are saved. Throws NotebookError for one whose cells have never run. */
export function readReport(notebooks: readonly Notebook[], { code, title }: ReportOptions): Report {
  const numbers = { figure: 0, table: 0 };
  const chapters = notebooks.map((notebook) => {
    if (codeCells(notebook).length > 0 && codeCells(notebook).every(({ outputs }) => outputs.length === 0)) {
      throw new NotebookError(`${notebook.name} has no saved outputs: run it with --write first.`);
    }
    const blocks = notebook.cells.flatMap((cell) => blocksOf(cell, code, numbers));
    return { id: notebook.name, title: plainTitle(notebook), blocks };
  });
  return { title: title ?? titleFor(chapters), facts: factsOf(notebooks), chapters };
}

function titleFor(chapters: readonly ReportChapter[]): string {
  const [first, second] = chapters;
  return first && !second ? first.title : 'Packets through iptables and Docker’s bridge';
}

function plainTitle(notebook: Notebook): string {
  return titleOf(notebook).trim() || notebook.name;
}

/** What the numbers depend on. A lab draws from seed 1 unless a cell says otherwise. */
function factsOf(notebooks: readonly Notebook[]): string {
  const sources = notebooks.flatMap((notebook) => codeCells(notebook).map(({ source }) => source)).join('\n');
  const said = (pattern: RegExp, usual: string) => {
    const others = [...sources.matchAll(pattern)].map(([, value = '']) => value);
    return [...new Set([usual, ...others])].join(', ');
  };
  return [
    `chainwalk ${VERSION}`,
    `tslab ${(require('tslab/package.json') as { readonly version: string }).version}`,
    `seed ${said(/\bseed: *(\d+)/g, '1')}`,
    `iptables listings as of ${said(/\biptablesVersion: *['"]([\d.]+)['"]/g, '1.4.21')}`,
    `notebooks ${notebooks.map(({ name }) => name).join(', ')}`,
  ].join(' · ');
}

function blocksOf(cell: Cell, code: boolean, numbers: { figure: number; table: number }): readonly Block[] {
  if (cell.kind === 'markdown') return [{ kind: 'markdown', source: cell.source }];
  if (cell.kind !== 'code') return [{ kind: 'text', text: cell.source, isError: false }];
  const outputs = cell.outputs.flatMap((output) => outputBlock(output, numbers));
  return [...(code && cell.source.trim() !== '' ? [{ kind: 'code', source: cell.source } as const] : []), ...outputs];
}

function outputBlock(output: Output, numbers: { figure: number; table: number }): readonly Block[] {
  if (output.kind === 'stream') return textBlock(output.text, output.name === 'stderr');
  if (output.kind === 'error') return textBlock(`${output.name}: ${output.message}`, true);
  const { data } = output;
  const text = asText(data['text/plain']);
  const [first = ''] = text.split('\n').filter((line) => line.trim() !== '');
  const svg = safeSvg(asText(data['image/svg+xml']));
  const png = base64(data['image/png']);
  if (svg !== undefined || png !== undefined) {
    return [{ kind: 'figure', number: ++numbers.figure, caption: first.trim() || 'A picture', text, svg, png }];
  }
  const html = asText(data['text/html']);
  const tables = html === '' ? [] : readTables(html);
  if (tables.length > 0) {
    const caption = (!plainTable(text) && first.trim()) || 'What the cell shows';
    return [{ kind: 'table', number: ++numbers.table, caption, html: safeHtml(html), tables }];
  }
  return textBlock(text || `(${Object.keys(data).join(', ')})`, false);
}

function textBlock(text: string, isError: boolean): readonly Block[] {
  return text.trim() === '' ? [] : [{ kind: 'text', text: text.trimEnd(), isError }];
}

/** Bytes in base64 without line ends; undefined when `value` is anything else, which a reader of pictures may take for a path. */
function base64(value: unknown): string | undefined {
  const text = asText(value).replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? text : undefined;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** One document made of notebooks: their text, code and outputs in order, figures and tables numbered throughout. */

import { type Cell, codeCells, type Notebook, NotebookError } from '../../cells/document';
import { VERSION } from '../../version';
import { titleOf } from '../book/page';
import type { Block } from './blocks';
import { figureBlocks } from './figures';
import { type Numbers, outputBlock } from './outputs';

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
  /** Whether there is nothing but figures and tables in it. */
  readonly isFigures: boolean;
}

/** What is in a report, and what it is called. */
export interface ReportOptions {
  /** Whether cells' code is in it, besides what they print and show. */
  readonly code: boolean;
  /** Charts, maps and tables alone, below the headings of their sections. */
  readonly figures?: boolean;
  readonly title?: string;
  /** Notebooks that are the reader's own copies, by name. */
  readonly copies?: ReadonlySet<string>;
}

/**
 * Makes a report of notebooks as they are saved. Throws NotebookError for one whose cells have never run, and if there is to be
 * nothing but figures and there is none.
 */
export function readReport(notebooks: readonly Notebook[], options: ReportOptions): Report {
  const { code, figures = false, title, copies = new Set() } = options;
  const numbers: Numbers = { figure: 0, table: 0 };
  const chapters = notebooks.map((notebook) => {
    if (!hasRun(notebook)) throw new NotebookError(`${notebook.name} has no saved outputs: run it with --write first.`);
    const blocks = figures
      ? figureBlocks(notebook, numbers)
      : notebook.cells.flatMap((cell) => blocksOf(cell, code, numbers));
    return { id: notebook.name, title: plainTitle(notebook), blocks };
  });
  const shown = figures ? chapters.filter(({ blocks }) => blocks.length > 0) : chapters;
  if (shown.length === 0)
    throw new NotebookError(`There is no figure in ${notebooks.map(({ name }) => name).join(', ')}.`);
  return {
    title: title ?? titleFor(chapters, figures),
    facts: factsOf(notebooks, copies),
    chapters: shown,
    isFigures: figures,
  };
}

/** Whether a cell of `notebook` has an output, or it has no code. */
export function hasRun(notebook: Notebook): boolean {
  const cells = codeCells(notebook);
  return cells.length === 0 || cells.some(({ outputs }) => outputs.length > 0);
}

function titleFor(chapters: readonly ReportChapter[], figures: boolean): string {
  const [first, second] = chapters;
  const title = first && !second ? first.title : 'Packets through iptables and Docker’s bridge';
  return figures ? `Figures: ${title}` : title;
}

function plainTitle(notebook: Notebook): string {
  return titleOf(notebook).trim() || notebook.name;
}

/** What the numbers depend on. A lab draws from seed 1 unless a cell says otherwise. */
function factsOf(notebooks: readonly Notebook[], copies: ReadonlySet<string>): string {
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
    `notebooks ${notebooks.map(({ name }) => (copies.has(name) ? `${name} (a copy of the reader’s)` : name)).join(', ')}`,
  ].join(' · ');
}

function blocksOf(cell: Cell, code: boolean, numbers: Numbers): readonly Block[] {
  if (cell.kind === 'markdown') return [{ kind: 'markdown', source: cell.source }];
  if (cell.kind !== 'code') return [{ kind: 'text', text: cell.source, isError: false }];
  const outputs = cell.outputs.flatMap((output) => outputBlock(output, numbers));
  return [...(code && cell.source.trim() !== '' ? [{ kind: 'code', source: cell.source } as const] : []), ...outputs];
}

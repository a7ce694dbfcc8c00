/**
 * A notebook: cells of text and of code, in order. This is nbformat 4.5 as this project uses it, without the ways in which
 * a file may spell it (nbformat.ts).
 *
 * Not modelled: attachments, the formats of raw cells, nbformat 3.
 */
import type { Output } from './output';

/** A code cell: source, outputs, and no execution count. */
export interface CodeCell {
  readonly kind: 'code';
  readonly id: string;
  readonly source: string;
  readonly outputs: readonly Output[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly executionCount: number | null;
}

/** A markdown or raw cell: its text. */
export interface TextCell {
  readonly kind: 'markdown' | 'raw';
  readonly id: string;
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A cell of any kind. */
export type Cell = CodeCell | TextCell;

/** A notebook: its cells in order and its metadata; `name` is the file name without folder and extension. */
export interface Notebook {
  readonly name: string;
  readonly path: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly Cell[];
}

/** A notebook that cannot be used as it is; the message is one sentence that names the file without its folder. */
export class NotebookError extends Error {
  readonly code = 'ERR_NOTEBOOK';
}

/** The code cells of `notebook`, in order: cell number n is element n - 1. */
export function codeCells(notebook: Notebook): readonly CodeCell[] {
  return notebook.cells.filter((cell): cell is CodeCell => cell.kind === 'code');
}

/** The same notebook with `outputs[n - 1]` as the outputs of code cell n (cells beyond the list get none). */
export function withOutputs(notebook: Notebook, outputs: readonly (readonly Output[])[]): Notebook {
  let next = 0;
  const cells = notebook.cells.map((cell) =>
    cell.kind === 'code' ? { ...cell, executionCount: null, outputs: outputs[next++] ?? [] } : cell,
  );
  return { ...notebook, cells };
}

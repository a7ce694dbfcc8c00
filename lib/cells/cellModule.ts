/**
 * A notebook's code cells as one TypeScript module, which is what they are to a reader: they share one scope, in order.
 * Every line of the module knows the cell and the line that it comes from.
 */
import { codeCells, type Notebook } from './document';

/** A place in a notebook: a code cell, and a line in it, both counted from 1. */
export interface Place {
  readonly cell: number;
  readonly line: number;
}

/** The module: its text, cells separated by a line, and for each of its lines (from 0) where it comes from. */
export interface CellModule {
  readonly text: string;
  readonly places: readonly Place[];
  /** Where in the text each cell begins. */
  readonly starts: readonly number[];
}

/** Something wrong in a notebook's source: where (cell 0 for the notebook itself), and what; a warning fails nothing. */
export interface Finding {
  readonly cell: number;
  readonly line: number | undefined;
  readonly reason: string;
  readonly isWarning?: true;
}

/** The code cells of `notebook` as one module. */
export function cellModule(notebook: Notebook): CellModule {
  return joinCells(codeCells(notebook).map(({ source }) => source.trimEnd()));
}

/** Cells' sources as one module. Behind each is a line of its own: that of `endings`, or an empty one. */
export function joinCells(sources: readonly string[], endings: readonly string[] = []): CellModule {
  const places: Place[] = [];
  const starts: number[] = [];
  let text = '';
  sources.forEach((source, index) => {
    const count = source.split('\n').length;
    starts.push(text.length);
    text += `${source}\n${endings[index] ?? ''}${index === sources.length - 1 ? '' : '\n'}`;
    for (let line = 1; line <= count + 1; line++) places.push({ cell: index + 1, line: Math.min(line, count) });
  });
  return { text, places, starts };
}

/** The finding that `reason` holds at line `line` (from 0) of `module`. */
export function findingAt(module: CellModule, line: number, reason: string): Finding {
  const place = module.places[line];
  return { cell: place?.cell ?? 0, line: place?.line, reason };
}

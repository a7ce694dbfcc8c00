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

/** The module: its text, cells separated by an empty line, and for each of its lines (from 0) where it comes from. */
export interface CellModule {
  readonly text: string;
  readonly places: readonly Place[];
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
  const lines: string[] = [];
  const places: Place[] = [];
  codeCells(notebook).forEach((cell, index) => {
    const source = [...cell.source.trimEnd().split('\n'), ''];
    source.forEach((text, at) => {
      lines.push(text);
      places.push({ cell: index + 1, line: Math.min(at + 1, Math.max(1, source.length - 1)) });
    });
  });
  return { text: lines.join('\n'), places };
}

/** The finding that `reason` holds at line `line` (from 0) of `module`. */
export function findingAt(module: CellModule, line: number, reason: string): Finding {
  const place = module.places[line];
  return { cell: place?.cell ?? 0, line: place?.line, reason };
}

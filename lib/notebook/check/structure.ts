/** What a notebook file of this project looks like, beside its code: what is the same whoever ran it last, and readable. */

import type { Finding } from '../../cells/cellModule';
import { type CodeCell, codeCells, type Notebook } from '../../cells/document';

/** Code cells may have at most this many lines; a warning comes above the second number. */
const MOST_LINES = 8;
const MANY_LINES = 5;
/** Metadata that is a fact of the notebook, not of the program that opened it last. */
const NOTEBOOK_METADATA = new Set(['kernelspec', 'language_info', 'title', 'authors']);
const CELL_METADATA = new Set(['tags', 'jupyter']);

/** Where `notebook` departs from the form: ids, execution counts, metadata, Jupyter kernel, length of cells. */
export function checkStructure(notebook: Notebook): Finding[] {
  const ids = notebook.cells.map((cell) => cell.id);
  const noId = ids.some((id) => !/^[\w-]{1,64}$/.test(id));
  const isTwice = ids.find((id, index) => id !== '' && ids.indexOf(id) !== index);
  const kernel = (notebook.metadata.kernelspec as { name?: unknown } | undefined)?.name;
  const foreign = [
    ...Object.keys(notebook.metadata).filter((key) => !NOTEBOOK_METADATA.has(key)),
    ...notebook.cells.flatMap((cell) => Object.keys(cell.metadata)).filter((key) => !CELL_METADATA.has(key)),
  ];
  return [
    ...(kernel === 'tslab' ? [] : [whole('The kernel (metadata.kernelspec.name) is not tslab.')]),
    ...(noId ? [whole('A cell has no id, or one that is not of 1 to 64 letters, digits, - and _.')] : []),
    ...(isTwice === undefined ? [] : [whole(`Two cells have the id ${isTwice}.`)]),
    ...[...new Set(foreign)].map((key) =>
      whole(`The metadata has ${key}, which changes with the program that saved it.`),
    ),
    ...codeCells(notebook).flatMap((cell, index) => checkCell(cell, index + 1)),
  ];
}

/** `notebook` with the Jupyter kernel's usual description and without what a program that opened it may have left. */
export function withoutVolatile(notebook: Notebook): Notebook {
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
  const cells = notebook.cells.map((cell) => ({ ...cell, metadata: only(cell.metadata, CELL_METADATA) }));
  const language_info = { name: 'typescript' };
  return { ...notebook, cells, metadata: { ...only(notebook.metadata, NOTEBOOK_METADATA), kernelspec, language_info } };
}

function checkCell(cell: CodeCell, number: number): Finding[] {
  const findings: Finding[] = [];
  const at = (reason: string) => ({ cell: number, line: undefined, reason });
  const lines = cell.source.trim() === '' ? 0 : cell.source.trimEnd().split('\n').length;
  if (cell.executionCount !== null) findings.push(at('The cell has an execution count.'));
  if (lines === 0) findings.push(at('The cell is empty.'));
  if (lines > MOST_LINES) findings.push(at(`The cell has ${lines} lines, more than ${MOST_LINES}.`));
  else if (lines > MANY_LINES)
    findings.push({ ...at(`The cell has ${lines} lines; up to ${MANY_LINES} read best.`), isWarning: true });
  return findings;
}

function whole(reason: string): Finding {
  return { cell: 0, line: undefined, reason };
}

function only(metadata: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => keys.has(key)));
}

/** Exercises as sheets, without hints and answers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { sheet, sheetPage } from '../../notebook/exercises/sheet';
import { NotebookError } from '../../notebook/format/document';
import { selectNotebooks } from '../../notebook/format/select';
import { printLine } from '../command';

export interface SheetOptions {
  readonly format: 'md' | 'html';
  /** A folder; `-` prints them. */
  readonly output: string;
}

/** Writes each notebook's exercises, or prints them; the exit code. Throws a `NotebookError`. */
export function writeSheets(names: readonly string[], { format, output }: SheetOptions): number {
  const notebooks = selectNotebooks(resolve('notebooks'), names);
  const sheets = notebooks.flatMap((notebook) => {
    const text = sheet(notebook);
    return text === undefined
      ? []
      : [{ name: notebook.name, text: format === 'md' ? text : sheetPage(notebook, text) }];
  });
  if (sheets.length === 0) throw new NotebookError(`${names.join(', ')} has no exercises.`);
  if (output === '-') {
    printLine(sheets.map(({ text }) => text).join('\n'));
    return 0;
  }
  const folder = resolve(output);
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of sheets) writeFileSync(join(folder, `${name}.${format}`), text);
  printLine(`${sheets.length} sheets are in ${relative(process.cwd(), folder) || '.'}/.`);
  return 0;
}

/** Exercises as sheets. */
import { basename, join, resolve } from 'node:path';
import { NotebookError } from '../../cells/document';
import { makeFolder } from '../../node/makeFolder';
import { sheet, sheetPage } from '../../notebook/exercises/sheet';
import { writeSheet } from '../../notebook/exercises/writeSheet';
import { selectNotebooks } from '../../notebook/format/select';
import { writing } from '../../notebook/format/writing';
import { withoutControls } from '../../view/figure/plainText';
import { printLine, sayPath } from '../command';

/** Options of `chainwalk exercises`. */
export interface SheetOptions {
  readonly format: 'md' | 'html';
  /** For whoever runs a workshop. */
  readonly withAnswers?: true;
  /** A folder; `-` prints them. */
  readonly output: string;
}

/** Writes each notebook's exercises, or prints them; the exit code. Throws a `NotebookError`. */
export function writeSheets(names: readonly string[], options: SheetOptions): number {
  const { format, output, withAnswers = false } = options;
  const notebooks = selectNotebooks(resolve('notebooks'), names);
  const sheets = notebooks.flatMap((notebook) => {
    const text = sheet(notebook, withAnswers);
    return text === undefined
      ? []
      : [
          {
            // Beside the sheets of those who learn.
            name: `${notebook.name}${withAnswers ? '-answers' : ''}`,
            text: format === 'md' ? text : sheetPage(notebook, text, withAnswers),
          },
        ];
  });
  if (sheets.length === 0) throw new NotebookError(`${names.join(', ')} has no exercises.`);
  if (output === '-') {
    printLine(sheets.map(({ text }) => text).join('\n'));
    return 0;
  }
  const folder = resolve(output);
  writing(`${output}/`, () => makeFolder(folder));
  const kept = sheets.filter(({ name, text }) => {
    const path = writeSheet(join(folder, name), format, withoutControls(text));
    const isBeside = basename(path) !== `${name}.${format}`;
    if (isBeside)
      printLine(`${name}.${format} is kept as it is, since it differs: the new sheet is ${basename(path)}.`);
    return isBeside;
  });
  const rest = kept.length === 0 ? '' : `, ${kept.length} of them beside earlier ones that differ`;
  printLine(`${sheets.length} sheets are in ${sayPath(folder)}/${rest}.`);
  return 0;
}

/** The sub-commands `exercises`, which writes sheets, and `progress`, which tells how copies stand. */
import { mkdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { exercisesOf } from '../notebook/exercises/find';
import { allCopies, type Standing, tryCopies } from '../notebook/exercises/progress';
import { type ReportFormat, report } from '../notebook/exercises/report';
import { sheet, sheetPage } from '../notebook/exercises/sheet';
import { writeSheet } from '../notebook/exercises/writeSheet';
import { NotebookError } from '../notebook/format/document';
import { withoutControls } from '../notebook/format/plainText';
import { selectNotebooks } from '../notebook/format/select';
import { answering, print } from './answering';

/** `exercises [names…] [--format md|html] [--output FOLDER]`: each notebook's exercises, without hints and answers. */
export function exercisesCommand(args: readonly string[]): Promise<number> {
  const command = new Command('chainwalk exercises')
    .description('Write the exercises of notebooks as sheets, without hints and answers.')
    .argument('[names...]', 'numbers (04), names or paths; all notebooks unless given')
    .addOption(new Option('--format <format>', 'markdown, or pages to print').choices(['md', 'html']).default('md'))
    .option('--output <folder>', 'where to write them; - prints them', 'exercises');
  return answering(command, args, () => {
    const { format, output } = command.opts<{ format: 'md' | 'html'; output: string }>();
    return writeSheets(command.args, format, output);
  });
}

/** `progress [copies…] [--format text|json|csv]`: which exercises are solved, found out by trying the answers again. */
export function progressCommand(args: readonly string[]): Promise<number> {
  const command = new Command('chainwalk progress')
    .description('Try the answers in copies of the notebooks, and tell which exercises they solve.')
    .argument('[copies...]', 'folders of copies, or single copies', ['copies'])
    .addOption(new Option('--format <format>', 'how to tell it').choices(['text', 'json', 'csv']).default('text'));
  return answering(command, args, async () => {
    const { format } = command.opts<{ format: ReportFormat }>();
    await tellProgress(command.processedArgs[0] as string[], format);
    return 0;
  });
}

function writeSheets(names: readonly string[], format: 'md' | 'html', output: string): number {
  const notebooks = selectNotebooks(resolve('notebooks'), names);
  const sheets = notebooks.flatMap((notebook) => {
    const text = sheet(notebook);
    return text === undefined
      ? []
      : [{ name: notebook.name, text: format === 'md' ? text : sheetPage(notebook, text) }];
  });
  if (sheets.length === 0) throw new NotebookError(`${names.join(', ')} has no exercises.`);
  if (output === '-') {
    print(sheets.map(({ text }) => text).join('\n'));
    return 0;
  }
  const folder = resolve(output);
  mkdirSync(folder, { recursive: true });
  const kept = sheets.filter(({ name, text }) => {
    const path = writeSheet(join(folder, name), format, withoutControls(text));
    const isBeside = basename(path) !== `${name}.${format}`;
    if (isBeside) print(`${name}.${format} is kept as it is, since it differs: the new sheet is ${basename(path)}.`);
    return isBeside;
  });
  const rest = kept.length === 0 ? '' : `, ${kept.length} of them beside earlier ones that differ`;
  print(`${sheets.length} sheets are in ${relative(process.cwd(), folder) || '.'}/${rest}.`);
  return 0;
}

/** Notebook by notebook, since each takes a kernel; told copy by copy. */
async function tellProgress(paths: readonly string[], format: ReportFormat): Promise<void> {
  const series = selectNotebooks(resolve('notebooks'), []).filter((notebook) => exercisesOf(notebook).length > 0);
  const copies = allCopies(paths, series);
  const results: Standing[] = [];
  for (const notebook of series) results.push(...(await tryCopies(notebook, copies)).standings);
  const inOrder = copies.flatMap(({ name }) => results.filter(({ copy }) => copy === name));
  process.stdout.write(report(inOrder, format));
}

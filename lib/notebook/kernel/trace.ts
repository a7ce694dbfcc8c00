/**
 * What tslab prints when a cell goes wrong, made fit to be kept: stack traces that name cells and their lines instead of
 * compiled code, only the frames that are the notebook's own, and no path of this machine.
 */
import type { Place } from '../../cells/cellModule';
import { CELL_FILE } from './cellLines';

/** For each code cell (from 1), the source line of each line of its compiled code. */
export type LineTable = ReadonlyMap<number, readonly number[]>;

/** A frame of a stack trace; the last one of an error with properties of its own ends in a brace. */
const FRAME = /^\s+at .*?:\d+:\d+\)?( \{)?$/;
/** A type error as tslab prints it: `3:5 - Type 'number' is not assignable to type 'string'.` */
const DIAGNOSTIC = /^(?:\S+ )?(\d+):(\d+) - (.+)$/m;
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

/** `text` without colours, frames of other people's code, and the folder `root` in paths. */
export function tidyText(text: string, lines: LineTable, root: string): string {
  const kept = text
    .replace(ANSI, '')
    .split('\n')
    .flatMap((line) => tidyFrame(line, lines));
  const unique = kept.filter((line, index) => !/^\s+at cell /.test(line) || line !== kept[index - 1]);
  return withoutPaths(unique.join('\n'), root);
}

/** The places in cells that the stack trace in `text` names, innermost first. */
export function placesIn(text: string, lines: LineTable): Place[] {
  return [...text.matchAll(CELL_FILE)].flatMap((match) => place(match, lines) ?? []);
}

/** The first type error in what a failed cell wrote to stderr. */
export function typeErrorIn(text: string): { line: number; message: string } | undefined {
  const match = DIAGNOSTIC.exec(text.replace(ANSI, ''));
  return match ? { line: Number(match[1]), message: match[3] ?? '' } : undefined;
}

/** The first line of an error's text that says something. */
export function summaryOf(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '' && !FRAME.test(line) && !/^\s+at cell /.test(line))
      ?.trim() ?? ''
  );
}

function tidyFrame(line: string, lines: LineTable): string[] {
  const frame = FRAME.exec(line);
  if (!frame) return [line];
  const [match] = line.matchAll(CELL_FILE);
  const origin = match && place(match, lines);
  return match && origin
    ? [line.replace(match[0], `cell ${origin.cell}, line ${origin.line}`)]
    : frame[1]
      ? ['   {']
      : [];
}

function place(match: RegExpExecArray, lines: LineTable): Place | undefined {
  const cell = Number(match[1]);
  const line = lines.get(cell)?.[Number(match[2]) - 1];
  return line ? { cell, line } : undefined;
}

function withoutPaths(text: string, root: string): string {
  return text
    .replaceAll('file://', '')
    .replaceAll(`${root}/`, '')
    .replaceAll(root, '.')
    .replace(/(?:\/[^\s/:'"()]+)+\/(?=node_modules\/)/g, '');
}

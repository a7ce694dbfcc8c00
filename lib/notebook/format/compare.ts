/**
 * Compares the outputs of a fresh run with the committed ones. Outputs are meant to be the same to the letter on every
 * machine, so nothing is forgiven but how a line ends: Jupyter's pages save LF for CR LF. What differs is shown as a
 * unified diff for each output and mime type.
 */
import { createTwoFilesPatch } from 'diff';
import { codeCells, type Notebook } from '../../cells/document';
import type { Output } from '../../cells/output';

/** Lines of a diff that are shown, and characters of a line, before it is cut. */
const SHOWN_LINES = 40;
const SHOWN_CHARACTERS = 300;

/** The differences between `committed` and `fresh`, each a text that begins with the place; none when they agree. */
export function compareOutputs(committed: Notebook, fresh: Notebook): string[] {
  const [before, after] = [codeCells(committed), codeCells(fresh)];
  return before.flatMap((cell, index) => {
    const place = `${committed.name}, cell ${index + 1} of ${before.length}`;
    return compareCell(place, cell.outputs, after[index]?.outputs ?? []);
  });
}

function compareCell(place: string, before: readonly Output[], after: readonly Output[]): string[] {
  const count = Math.max(before.length, after.length);
  return Array.from({ length: count }, (_, index) => {
    const [was, is] = [forms(before[index]), forms(after[index])];
    const types = [...new Set([...was.keys(), ...is.keys()])];
    return types.flatMap((type) => {
      const [old, fresh] = [was.get(type), is.get(type)];
      return old === fresh ? [] : [`${place}, output ${index + 1}, ${type}:\n${difference(type, old, fresh)}`];
    });
  }).flat();
}

/** Each form of an output as text that can be compared line by line, by its mime type or kind. */
function forms(output: Output | undefined): Map<string, string> {
  if (output === undefined) return new Map();
  if (output.kind === 'stream') return new Map([[output.name, output.text.replaceAll('\r\n', '\n')]]);
  if (output.kind === 'error')
    return new Map([['error', `${output.name}: ${output.message}\n${output.traceback.join('\n')}`]]);
  const data = Object.entries(output.data).map(([mime, value]): [string, string] => [mime, asText(value)]);
  const metadata: [string, string][] =
    Object.keys(output.metadata).length > 0 ? [['metadata', asText(output.metadata)]] : [];
  return new Map([...data, ...metadata]);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(sorted(value), null, 2);
}

function difference(type: string, old: string | undefined, fresh: string | undefined): string {
  if (old === undefined) return `  not in the committed outputs; now: ${preview(fresh ?? '')}`;
  if (fresh === undefined) return `  in the committed outputs, but no longer: ${preview(old)}`;
  if (/^(image\/(?!svg)|application\/pdf)/.test(type)) {
    return `  ${old.length} characters of base64 committed, ${fresh.length} now, the first difference at ${firstDifference(old, fresh)}`;
  }
  const patch = createTwoFilesPatch('committed', 'now', old, fresh, '', '', { context: 2 }).split('\n').slice(1);
  const shown = patch.slice(0, SHOWN_LINES).map(cut);
  return [...shown, ...(patch.length > SHOWN_LINES ? [`… ${patch.length - SHOWN_LINES} more lines`] : [])].join('\n');
}

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return index;
}

function preview(text: string): string {
  return cut(JSON.stringify(text.split('\n')[0]));
}

function cut(line: string): string {
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

/** The same value with the keys of its objects in alphabetical order, which JSON does not fix. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

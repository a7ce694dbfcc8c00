/**
 * The text of notebook files: JSON in nbformat 4, read with one clear sentence for every way it can be broken, and written in one
 * canonical form (one space of indentation, text as lists of lines, keys in the order Jupyter writes them).
 */
import { type Cell, type Notebook, NotebookError } from './document';
import type { Output } from './output';

/** The notebook that `text` holds; `path` names it in messages. */
export function parseNotebook(text: string, path: string): Notebook {
  const file = path.slice(path.search(/[^\\/]*$/));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new NotebookError(`${file} is not JSON: ${(error as Error).message.replace(/\s+/g, ' ').slice(0, 120)}.`);
  }
  if (!isRecord(document) || !Array.isArray(document.cells)) {
    throw new NotebookError(`${file} is not a notebook: it is JSON, but has no list of cells.`);
  }
  if (document.nbformat !== 4) {
    throw new NotebookError(
      `${file} is not a notebook of format 4: its nbformat is ${JSON.stringify(document.nbformat)}.`,
    );
  }
  const cells = document.cells.map((cell: unknown, index) =>
    readCell(cell, `${file}: entry ${index + 1} of its cells`),
  );
  return {
    name: file.replace(/\.ipynb$/, ''),
    path,
    metadata: isRecord(document.metadata) ? document.metadata : {},
    cells,
  };
}

/** The canonical text of `notebook`, ending in a newline. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify(notebookDocument(notebook, splitLines), null, 1)}\n`;
}

/** `notebook` as a Jupyter server gives it to a page: in files a text is a list of lines, here it is whole. */
export function notebookModel(notebook: Notebook): object {
  return notebookDocument(notebook, (text) => text);
}

/** Makes of a text what stands in the JSON. */
type WriteText = (text: string) => string | readonly string[];

function notebookDocument(notebook: Notebook, write: WriteText): object {
  const cells = notebook.cells.map((cell) => ({
    cell_type: cell.kind,
    ...(cell.kind === 'code' ? { execution_count: null } : {}),
    id: cell.id,
    metadata: cell.metadata,
    ...(cell.kind === 'code' ? { outputs: cell.outputs.map((output) => outputJson(output, write)) } : {}),
    source: write(cell.source),
  }));
  return { cells, metadata: notebook.metadata, nbformat: 4, nbformat_minor: 5 };
}

function readCell(cell: unknown, where: string): Cell {
  if (!isRecord(cell)) throw new NotebookError(`${where} is not a cell.`);
  const kind = cell.cell_type;
  const id = typeof cell.id === 'string' ? cell.id : '';
  const metadata = isRecord(cell.metadata) ? cell.metadata : {};
  const source = joinLines(cell.source)?.replaceAll('\r\n', '\n');
  if (source === undefined) throw new NotebookError(`${where} has no source text.`);
  if (kind === 'markdown' || kind === 'raw') return { kind, id, source, metadata };
  if (kind !== 'code') throw new NotebookError(`${where} is of an unknown type, ${JSON.stringify(kind)}.`);
  const outputs = Array.isArray(cell.outputs) ? cell.outputs.map((output: unknown) => readOutput(output, where)) : [];
  const executionCount = typeof cell.execution_count === 'number' ? cell.execution_count : null;
  return { kind, id, source, metadata, outputs, executionCount };
}

function readOutput(output: unknown, where: string): Output {
  if (!isRecord(output)) throw new NotebookError(`${where} has an output that is not one.`);
  const metadata = isRecord(output.metadata) ? output.metadata : {};
  switch (output.output_type) {
    case 'stream':
      return {
        kind: 'stream',
        name: output.name === 'stderr' ? 'stderr' : 'stdout',
        text: joinLines(output.text) ?? '',
      };
    case 'display_data':
    case 'execute_result':
      return { kind: output.output_type, data: joinBundle(output.data), metadata };
    case 'error':
      return {
        kind: 'error',
        name: String(output.ename),
        message: String(output.evalue),
        traceback: strings(output.traceback),
      };
    default:
      throw new NotebookError(`${where} has an output of an unknown type, ${JSON.stringify(output.output_type)}.`);
  }
}

function outputJson(output: Output, write: WriteText): Record<string, unknown> {
  switch (output.kind) {
    case 'stream':
      return { name: output.name, output_type: 'stream', text: write(output.text) };
    case 'error':
      return { ename: output.name, evalue: output.message, output_type: 'error', traceback: output.traceback };
    default: {
      const data = Object.fromEntries(
        Object.entries(output.data).map(([mime, value]) => [mime, mimeJson(mime, value, write)]),
      );
      const result = { data, metadata: output.metadata, output_type: output.kind };
      return output.kind === 'execute_result' ? { ...result, execution_count: null } : result;
    }
  }
}

function mimeJson(mime: string, value: unknown, write: WriteText): unknown {
  const isText = mime.startsWith('text/') || mime === 'image/svg+xml';
  return isText && typeof value === 'string' ? write(value) : value;
}

function joinBundle(data: unknown): Record<string, unknown> {
  if (!isRecord(data)) return {};
  const join = ([mime, value]: [string, unknown]) => [
    mime,
    mime.endsWith('json') ? value : (joinLines(value) ?? value),
  ];
  return Object.fromEntries(Object.entries(data).map(join));
}

function splitLines(text: string): string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function joinLines(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

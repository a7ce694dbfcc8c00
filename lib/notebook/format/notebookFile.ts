/** Notebook files. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Notebook, NotebookError } from '../../cells/document';
import { notebookText, parseNotebook } from '../../cells/nbformat';
import { newFile, replaceWhole } from '../../node/replaceWhole';
import { writing } from './writing';

/** Reads the notebook at `path`; throws NotebookError when there is none or it is not an nbformat 4 document. */
export function readNotebook(path: string): Notebook {
  return parseNotebook(decode(readFile(path), basename(path)), path);
}

/** Of a pipe or a device no end may ever come. */
function readFile(path: string): Uint8Array {
  const file = basename(path);
  try {
    if (statSync(path).isFile()) return readFileSync(path);
  } catch {
    throw new NotebookError(`${file} cannot be read: there is no such file, or it may not be opened.`);
  }
  throw new NotebookError(`${file} cannot be read: it is a folder, a pipe or a device.`);
}

/** Text in UTF-8, with or without a byte order mark, or in UTF-16 with one, as some editors save it. */
function decode(bytes: Uint8Array, file: string): string {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  const encoding = isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new NotebookError(`${file} is not text in ${encoding.toUpperCase()}: save it in UTF-8.`);
  }
}

/** Writes `notebook` to `path` in one step. Throws NotebookError when it cannot be written; what was there then stays. */
export function writeNotebook(notebook: Notebook, path: string): void {
  writing(basename(path), () => replaceWhole(newFile(path, notebookText(notebook))));
}

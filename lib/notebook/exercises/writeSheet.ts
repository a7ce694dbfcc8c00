/** Sheets as files. One that is there already may have been filled in, so that it is never written over. */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { newFile, replaceWhole } from '../../node/replaceWhole';
import { writing } from '../format/writing';
import { freeName } from '../freeName';

/**
 * Writes `text` as the sheet `STEM.EXTENSION`, and gives the path of what now holds it: another name beside the sheet if
 * that is there and differs. Throws NotebookError when it cannot be written.
 */
export function writeSheet(stem: string, extension: string, text: string): string {
  const usual = `${stem}.${extension}`;
  const holdsText = (path: string) => readFileSync(path, 'utf8') === text;
  return writing(basename(usual), () => {
    const path = existsSync(usual) && !holdsText(usual) ? freeName(stem, 'new', extension, holdsText) : usual;
    if (!existsSync(path)) replaceWhole(newFile(path, text));
    return path;
  });
}

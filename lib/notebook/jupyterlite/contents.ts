/** The notebooks as JupyterLite's contents: the files, and the listing that a Jupyter server would give of their folder. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notebook } from '../../cells/document';
import { LANGUAGE_INFO } from '../../cells/language';
import { learnerCopy } from '../../cells/learnerCopy';
import { notebookModel } from '../../cells/nbformat';
import { makeFolder } from '../../node/makeFolder';
import { writeJson } from '../jupyter/writeJson';

/** The name of listings, which JupyterLite has to be told. */
export const LISTING = 'all.json';

/** Writes copies of `notebooks` for learners into the JupyterLite in `folder`. */
export function writeContents(folder: string, notebooks: readonly Notebook[]): void {
  makeFolder(join(folder, 'files'));
  const content = notebooks.map((notebook) => {
    const name = `${notebook.name}.ipynb`;
    // The very words of the Jupyter kernel: a page that learns others from it takes the notebook for edited, and keeps a copy.
    const metadata = { ...notebook.metadata, language_info: LANGUAGE_INFO };
    const text = JSON.stringify(notebookModel({ ...learnerCopy(notebook), metadata }));
    writeFileSync(join(folder, 'files', name), text);
    const { mtime } = statSync(notebook.path);
    return entry(name, 'notebook', mtime, { size: Buffer.byteLength(text) });
  });
  writeJson(join(folder, 'api', 'contents', LISTING), entry('', 'directory', new Date(0), { content, format: 'json' }));
}

function entry(name: string, type: 'notebook' | 'directory', changed: Date, rest: object): object {
  const time = changed.toISOString();
  const nothing = { content: null, format: null, mimetype: null, size: null };
  return { ...nothing, name, path: name, type, writable: true, created: time, last_modified: time, ...rest };
}

/** Writes the site, for any server of static files: the book that runs in its pages, and the playground. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NotebookError } from '../../cells/document';
import { claimFolder, publishBook } from '../../notebook/book/publish';
import { writeReference } from '../../notebook/book/reference';
import { selectNotebooks } from '../../notebook/format/select';
import { type LabParts, writeLab } from '../../notebook/jupyterlite/lab';
import { writeAssets } from '../../notebook/site/assets';
import { printLine, sayPath } from '../command';

/** What can be chosen. */
export interface SiteOptions {
  /** Writes the reference of the API as well. */
  readonly reference?: true;
  /** Writes JupyterLite as well. */
  readonly jupyterlite?: true;
}

/** Pages show the outputs that are saved in the notebooks. The exit code is 0; what cannot be written throws. */
export async function makeSite(target: string, { reference, jupyterlite }: SiteOptions): Promise<number> {
  const folder = resolve(target);
  const notebooks = selectNotebooks(resolve('notebooks'), []);
  claimFolder(folder);
  const drafts = mkdtempSync(join(tmpdir(), 'chainwalk-site-'));
  try {
    const assets = join(drafts, 'assets');
    await writeAssets(assets, notebooks, process.cwd());
    const api = join(drafts, 'api');
    const hasReference = reference === true && (await writeReference(api));
    const lab = join(drafts, 'lab');
    const reason =
      jupyterlite && (await whyNoLab(lab, { notebooks, programs: assets, project: process.cwd(), print: printLine }));
    const hasLab = jupyterlite === true && reason === undefined;
    const chapters = notebooks.map((notebook) => ({ notebook, failure: undefined }));
    publishBook(chapters, folder, {
      assets,
      ...(hasReference && { reference: api }),
      ...(hasLab && { lab }),
    });
    if (reference && !hasReference) printLine('It is without the API reference: TypeDoc is not installed.');
    if (reason !== undefined) printLine(`It is without JupyterLite: ${reason}`);
    printLine(`The site is in ${sayPath(folder)}/: any server of static files can serve it.`);
    return 0;
  } finally {
    rmSync(drafts, { recursive: true, force: true });
  }
}

/** Writes JupyterLite into `folder`; a reason, as the end of a sentence, where that is not possible. */
async function whyNoLab(folder: string, parts: LabParts): Promise<string | undefined> {
  try {
    await writeLab(folder, parts);
    return undefined;
  } catch (error) {
    if (error instanceof NotebookError) return error.message;
    throw error;
  }
}

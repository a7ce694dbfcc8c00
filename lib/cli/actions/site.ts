/** Writes the site, for any server of static files: the book that runs in its pages, and the playground. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { claimFolder, publishBook } from '../../notebook/book/publish';
import { writeReference } from '../../notebook/book/reference';
import { selectNotebooks } from '../../notebook/format/select';
import { writeAssets } from '../../notebook/site/assets';
import { printLine, sayPath } from '../command';

/** What can be chosen. */
export interface SiteOptions {
  /** Writes the reference of the API as well. */
  readonly reference?: true;
}

/** Pages show the outputs that are saved in the notebooks. The exit code is 0; what cannot be written throws. */
export async function makeSite(target: string, { reference }: SiteOptions): Promise<number> {
  const folder = resolve(target);
  const notebooks = selectNotebooks(resolve('notebooks'), []);
  claimFolder(folder);
  const drafts = mkdtempSync(join(tmpdir(), 'chainwalk-site-'));
  try {
    const assets = join(drafts, 'assets');
    await writeAssets(assets, notebooks, process.cwd());
    const api = join(drafts, 'api');
    const hasReference = reference === true && (await writeReference(api));
    const chapters = notebooks.map((notebook) => ({ notebook, failure: undefined }));
    publishBook(chapters, folder, { assets, ...(hasReference && { reference: api }) });
    if (reference && !hasReference) printLine('It is without the API reference: TypeDoc is not installed.');
    printLine(`The site is in ${sayPath(folder)}/: any server of static files can serve it.`);
    return 0;
  } finally {
    rmSync(drafts, { recursive: true, force: true });
  }
}

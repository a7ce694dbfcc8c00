/** What makes the pages of the site live: their programs, and the files that these read. */
import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import type { Notebook } from '../../cells/document';
import { bundledPages, STAMP } from './bundle';
import { dataPack } from './dataPack';
import { readDeclarations } from './declarations';
import { writePack } from './pack';

/**
 * Writes them into `folder`, for pages that show `notebooks` of the folder `project`. Rejects with what the bundler says, or with the
 * error of the file system.
 */
export async function writeAssets(folder: string, notebooks: readonly Notebook[], project: string): Promise<void> {
  const programs = await bundledPages();
  cpSync(programs, folder, { recursive: true, filter: (path) => basename(path) !== STAMP });
  writePack(folder, 'data', dataPack(notebooks, project));
  writePack(folder, 'declarations', readDeclarations());
}

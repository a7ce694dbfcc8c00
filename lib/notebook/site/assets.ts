/** What makes the pages of the site live: their programs, and the files that these read. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Notebook } from '../../cells/document';
import { bundledPages, STAMP } from './bundle';
import { dataPack } from './dataPack';
import { readDeclarations } from './declarations';

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

/** Files as JSON for pages on a server, and as a script for pages opened as files (programs.ts of `lib/browser`). */
export function writePack(folder: string, name: string, pack: Readonly<Record<string, string>>): void {
  const json = JSON.stringify(pack);
  writeFileSync(join(folder, `${name}.json`), json);
  mkdirSync(join(folder, 'file'), { recursive: true });
  const script = `(globalThis.chainwalkPrograms ??= {})[${JSON.stringify(name)}] = ${json};\n`;
  writeFileSync(join(folder, 'file', `${name}.js`), script);
}

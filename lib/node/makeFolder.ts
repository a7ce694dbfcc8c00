/** Folders that are made together with those above them. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes the folder `path`, and those above it that are not there yet; one that is there stays as it is. Throws the error of the file
 * system. It makes one folder after the other: where a file system takes none, as `/proc`, Node's `recursive` tries for ever.
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  if (isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (isFolder(folder)) return;
    throw isFolder(above) && codeOf(error) === 'ENOENT' ? takesNoFolder(folder) : error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** `/proc` says that there is no such file, and means that nothing can be made there. */
function takesNoFolder(folder: string): Error {
  return Object.assign(new Error(`EROFS: nothing can be made there, mkdir '${folder}'`), { code: 'EROFS' });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Files and folders that are written aside and then take their place: a reader sees the old one or the new one, never half of it. */
import { existsSync, lstatSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A file or folder that is to be at `path`, where another of its kind may be. */
export interface Replacement {
  readonly path: string;
  /** Writes it at `draft`, a path beside the place that is free. */
  write(draft: string): void;
}

/** The file with this content. */
export function newFile(path: string, content: string | Uint8Array): Replacement {
  return { path, write: (draft) => writeFileSync(draft, content) };
}

/**
 * Writes all of `replacements`, and only then puts them into their places. When one cannot be written, what was there stays as
 * it was and nothing is left beside it. Throws the error of the file system.
 */
export function replaceWhole(...replacements: readonly Replacement[]): void {
  const drafts = replacements.map(({ path, write }) => {
    const place = existsSync(path) ? realpathSync(path) : path;
    return { place, draft: `${place}.${process.pid}.new`, write };
  });
  try {
    for (const { draft, write } of drafts) write(draft);
    for (const { draft, place } of drafts) putInPlace(draft, place);
  } finally {
    for (const { draft } of drafts) rmSync(draft, { recursive: true, force: true });
  }
}

/** A folder takes the place of no folder with something in it (rename(2)), so that an earlier one is moved aside first. */
function putInPlace(draft: string, place: string): void {
  const isFolder = lstatSync(draft).isDirectory();
  if (!isFolder || !existsSync(place)) return renameSync(draft, place);
  const earlier = `${draft}.old`;
  renameSync(place, earlier);
  try {
    renameSync(draft, place);
  } catch (error) {
    renameSync(earlier, place);
    throw error;
  }
  rmSync(earlier, { recursive: true, force: true });
}

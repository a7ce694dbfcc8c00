/** Files that a text includes. Userspace: scanner_include_file, src/scanner.l. */
import type { FileTree } from '../../machine';
import { NftError, type Place, type Source } from './source';

/** Where names without a directory are looked for. */
const INCLUDE_PATH = '/etc';

/** The files of a name, or of a pattern in the order of their names; a pattern may fit none. */
export function includedFiles(
  files: FileTree,
  pattern: string,
  at: Place,
  paths: readonly string[],
  cwd: string,
): readonly Source[] {
  const isPattern = /[*?[]/.test(pattern);
  for (const path of candidates(pattern, paths, cwd)) {
    const found = isPattern ? matching(files, path) : files.get(path) === undefined ? [] : [path];
    if (found.length > 0) return found.map((name) => ({ name, text: files.get(name)?.content ?? '', includedAt: at }));
  }
  if (isPattern) return [];
  throw new NftError(`File not found: ${pattern}`, at, undefined, 'syntax');
}

function candidates(pattern: string, paths: readonly string[], cwd: string): readonly string[] {
  if (pattern.startsWith('/')) return [pattern];
  if (pattern.startsWith('./') || pattern.startsWith('../')) return [`${cwd}/${pattern}`];
  return [...paths, INCLUDE_PATH].map((path) => `${path}/${pattern}`);
}

/** `*` and `?` do not stand for a slash. */
function matching(files: FileTree, pattern: string): readonly string[] {
  const parts = pattern.split('/').map((part) =>
    part
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]'),
  );
  const expression = new RegExp(`^${parts.join('/')}$`);
  return [...files.keys()].filter((path) => expression.test(path)).sort();
}

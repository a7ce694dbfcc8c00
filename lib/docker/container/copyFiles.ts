/** Copies files and directories from one place to another, with their modes and times. moby: pkg/archive/copy.go. */
import type { FileTree, TreeNode } from '../../machine';

/** Where something is. */
export interface Location {
  readonly files: FileTree;
  /** Absolute; what ends in `/.` means what is in a directory, what ends in `/` a directory. */
  readonly path: string;
}

/** What keeps a copy from being made. */
export type CopyProblem = 'no source' | 'no parent' | 'no directory' | 'onto a file';

/** Copies; into a directory that is there, else under the name that is given. */
export function copyFiles(source: Location, target: Location): CopyProblem | undefined {
  const node = source.files.find(clean(source.path));
  if (node === undefined) return 'no source';
  const { files } = target;
  const path = clean(target.path);
  const there = files.find(path);
  const meansDirectory = /\/\.?$/.test(target.path);
  if (there?.kind === 'directory') {
    const isContent = node.kind === 'directory' && /\/\.$/.test(source.path);
    copyNode(node, files, isContent ? path : join(path, baseOf(clean(source.path))));
    return undefined;
  }
  if (files.find(join(path, '..'))?.kind !== 'directory') return 'no parent';
  if (meansDirectory && node.kind !== 'directory') return 'no directory';
  if (there !== undefined && node.kind === 'directory') return 'onto a file';
  copyNode(node, files, path);
  return undefined;
}

function copyNode(node: TreeNode, files: FileTree, path: string): void {
  if (node.kind !== 'directory') {
    files.put(path, node);
    return;
  }
  if (files.find(path)?.kind !== 'directory') files.makeDirectory(path, node.modifiedAt, true);
  for (const [name, entry] of node.entries) copyNode(entry, files, join(path, name));
}

/** The last name of a path. */
export function baseOf(path: string): string {
  return path.replace(/^.*\//, '');
}

/** The directory that a path is in. */
export function parentOf(path: string): string {
  return clean(path).replace(/\/[^/]*$/, '') || '/';
}

function join(path: string, name: string): string {
  return name === '..' ? parentOf(path) : `${path === '/' ? '' : path}/${name}`;
}

function clean(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(?<=.)\/\.?$/, '') || '/';
}

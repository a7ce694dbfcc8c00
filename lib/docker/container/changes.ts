/** What of a container's files is not as in its image. moby: pkg/archive/changes.go; the directory above what was changed counts as changed. */
import { FileTree, type TreeNode } from '../../machine';
import type { DockerEngine } from '../engine';
import { type Container, DIRECTORIES } from './container';

/** A path that was added, changed or deleted. */
export interface Change {
  readonly kind: 'A' | 'C' | 'D';
  readonly path: string;
}

/** Mounted into each container, and so none of its own. */
const MOUNTED = /^\/(?:dev|proc|sys|etc\/(?:hosts|hostname|resolv\.conf))(?:\/|$)/;

/** Directories before what is in them. */
export function changesOf({ machine }: DockerEngine, { files, config }: Container): readonly Change[] {
  const base = new FileTree(config.image.files);
  for (const path of DIRECTORIES) base.makeDirectory(path, 0, true);
  const now = new Map(files.walk());
  const before = new Map(base.walk());
  // What a shell finds in every place came with the machine. lib/shell/layout.ts.
  const installedAt = machine.date(0).getTime();
  const changes = new Map<string, Change['kind']>();
  for (const [path, node] of now) {
    const old = before.get(path);
    if (MOUNTED.test(path)) continue;
    if (old === undefined) {
      if (node.modifiedAt !== installedAt) changes.set(path, 'A');
    } else if (isChanged(old, node)) changes.set(path, 'C');
  }
  for (const path of before.keys())
    if (!now.has(path) && !MOUNTED.test(path) && changes.get(parentOf(path)) !== 'D') changes.set(path, 'D');
  for (const path of [...changes.keys()])
    for (let parent = parentOf(path); parent !== '/' && !changes.has(parent); parent = parentOf(parent))
      changes.set(parent, 'C');
  return [...changes].map(([path, kind]) => ({ kind, path })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isChanged(old: TreeNode, node: TreeNode): boolean {
  if (old.kind !== node.kind || (old.uid ?? 0) !== (node.uid ?? 0) || (old.gid ?? 0) !== (node.gid ?? 0)) return true;
  // No image has links.
  if (old.kind === 'link' || node.kind === 'link') return false;
  if (old.mode !== node.mode) return true;
  return (
    node.kind === 'file' && old.kind === 'file' && (node.content !== old.content || node.modifiedAt !== old.modifiedAt)
  );
}

function parentOf(path: string): string {
  return path.replace(/\/[^/]*$/, '') || '/';
}

/** Files and directories that are made up when somebody looks: the kernel's own. Linux: fs/proc/generic.c, fs/kernfs. */
import type { DirectoryNode, FileNode, LinkNode, TreeNode } from '../../machine';

/** What is in a directory of the kernel's. */
export type Entries = Readonly<Record<string, TreeNode>>;

/** A file that is read anew each time; only the kernel writes to it. */
export function kernelFile(read: () => string): FileNode {
  return {
    kind: 'file',
    modifiedAt: 0,
    mode: 0o444,
    get content() {
      return read();
    },
  };
}

/** A directory that is listed anew each time. What is put into it is gone at once, so nobody may. */
export function kernelDirectory(list: () => Entries): DirectoryNode {
  return {
    kind: 'directory',
    modifiedAt: 0,
    mode: 0o555,
    get entries() {
      return new Map(Object.entries(list()));
    },
  };
}

/** A symbolic link. */
export function kernelLink(target: string): LinkNode {
  return { kind: 'link', target, modifiedAt: 0 };
}

/** Files of one line each, by their names. */
export function lines(values: Readonly<Record<string, () => string | number>>): Entries {
  return Object.fromEntries(Object.entries(values).map(([name, read]) => [name, kernelFile(() => `${read()}\n`)]));
}

/** The files of a place: directories, files and symbolic links under one root. Linux: fs/namei.c. Who may open them is decided elsewhere (`permissions.ts`). */

/** Whose a file is; root's if absent. */
export interface Owned {
  readonly uid?: number;
  readonly gid?: number;
}

/** A file: what is in it, and when it was last changed. */
export interface PlaceFile extends Owned {
  readonly content: string;
  /** In ms since 1970. */
  readonly modifiedAt: number;
  /** Permission bits; 0o644 if absent. */
  readonly mode?: number;
  /** What is in it byte for byte, if that is no text in UTF-8. */
  readonly bytes?: Uint8Array;
}

/** A file in the tree. */
export interface FileNode extends PlaceFile {
  readonly kind: 'file';
}

/** A symbolic link; the target is absolute or begins at the link's directory. */
export interface LinkNode extends Owned {
  readonly kind: 'link';
  readonly target: string;
  readonly modifiedAt: number;
}

/** A directory with its entries by name. */
export interface DirectoryNode extends Owned {
  readonly kind: 'directory';
  readonly modifiedAt: number;
  readonly mode: number;
  readonly entries: Map<string, TreeNode>;
}

/** An entry of a directory. */
export type TreeNode = FileNode | LinkNode | DirectoryNode;

const ERRORS = {
  EACCES: 'permission denied',
  EBUSY: 'device or resource busy',
  EEXIST: 'file already exists',
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many levels of symbolic links',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
} as const;

/** An operation on a path that failed. */
export class FileError extends Error {
  constructor(
    readonly code: keyof typeof ERRORS,
    readonly path: string,
  ) {
    super(`${code}: ${ERRORS[code]}, '${path}'`);
    this.name = 'FileError';
  }
}

/** Links that one path may lead through. */
const MAXIMUM_LINKS = 40;

/** All files of one place. Paths are absolute. */
export class FileTree {
  readonly #root: DirectoryNode = { kind: 'directory', modifiedAt: 0, mode: 0o755, entries: new Map() };
  /** What stands in the place of an entry, by its directory and its name. */
  readonly #mounts = new Map<DirectoryNode, Map<string, Mount>>();

  constructor(files: Iterable<readonly [string, PlaceFile]> = []) {
    for (const path of ['/root', '/tmp']) this.makeDirectory(path, 0, true);
    for (const [path, file] of files) this.set(path, file);
  }

  /** The file at a path; `undefined` if there is none. */
  get(path: string): FileNode | undefined {
    const node = this.find(path);
    return node?.kind === 'file' ? node : undefined;
  }

  /** Puts a file at a path; the directories above come into being. Throws a `FileError` if another kind of entry has the path. */
  set(path: string, { content, modifiedAt, mode = this.get(path)?.mode ?? 0o644, bytes, ...owner }: PlaceFile): void {
    this.makeDirectory(parentOf(path), modifiedAt, true);
    this.put(path, { kind: 'file', content, modifiedAt, mode, ...owner, ...(bytes === undefined ? {} : { bytes }) });
  }

  /** Paths of all files. */
  keys(): Iterable<string> {
    return this.walk().flatMap(([path, node]) => (node.kind === 'file' ? [path] : []));
  }

  /** All that is in the tree, by path, directories before what is in them. */
  walk(path = '/', node: TreeNode = this.#root): readonly (readonly [string, TreeNode])[] {
    if (node.kind !== 'directory') return [[path, node]];
    const below = [...node.entries].flatMap(([name, child]) => this.walk(join(path, name), child));
    return [[path, node], ...below];
  }

  /** What is at a path, through links unless `followLast` is false; `undefined` if there is nothing. */
  find(path: string, followLast = true): TreeNode | undefined {
    const { directory, name } = this.#locate(path, followLast);
    return name === '' ? directory : directory?.entries.get(name);
  }

  /** The path without links in it. Throws a `FileError` if there is nothing at it. */
  realPath(path: string): string {
    const { directory, name, realPath } = this.#locate(path, true);
    if (directory === undefined || (name !== '' && !directory.entries.has(name))) throw new FileError('ENOENT', path);
    return realPath;
  }

  /** Puts something at a path whose directory exists; what is there is replaced, a link's target instead of the link. Throws a `FileError` if it cannot. */
  put(path: string, node: TreeNode, followLast = true): void {
    const { directory, name } = this.#locate(path, followLast);
    if (directory === undefined) throw new FileError('ENOENT', path);
    if (name === '' || directory.entries.get(name)?.kind === 'directory') throw new FileError('EISDIR', path);
    directory.entries.set(name, node);
  }

  /** Makes a directory, with those above if `recursive`. Throws a `FileError` if it cannot. */
  makeDirectory(path: string, modifiedAt: number, recursive: boolean, owner: Owned = {}): void {
    const existing = this.find(path);
    if (existing?.kind === 'directory' && recursive) return;
    if (existing !== undefined) throw new FileError(recursive ? 'ENOTDIR' : 'EEXIST', path);
    if (recursive) this.makeDirectory(parentOf(path), modifiedAt, true, owner);
    this.put(path, { kind: 'directory', modifiedAt, mode: 0o755, ...owner, entries: new Map() });
  }

  /** Takes away what is at a path; a link, not what it leads to. Throws a `FileError` if there is nothing. */
  remove(path: string): TreeNode {
    const { directory, name } = this.#locate(path, false);
    const node = directory?.entries.get(name);
    if (node === undefined) throw new FileError('ENOENT', path);
    if (this.isMountPoint(path)) throw new FileError('EBUSY', path);
    directory?.entries.delete(name);
    return node;
  }

  /** Shows what is at a path of another tree in the place of an entry that is there, as `mount --bind` does. Linux: do_loopback, fs/namespace.c. @internal */
  mount(path: string, source: FileTree, sourcePath: string, isReadOnly: boolean): void {
    const { directory, name } = this.#locate(path, true);
    const { directory: from, name: sourceName } = source.#locate(sourcePath, true);
    if (directory === undefined || from === undefined) throw new FileError('ENOENT', path);
    const mounts = this.#mounts.get(directory) ?? new Map<string, Mount>();
    this.#mounts.set(directory, mounts.set(name, { directory: from, name: sourceName, isReadOnly }));
  }

  /** Whether something is mounted at a path. @internal */
  isMountPoint(path: string): boolean {
    return this.#locate(path, false).isMountPoint === true;
  }

  /** Whether a path is in what is mounted for reading only. @internal */
  isReadOnly(path: string): boolean {
    return this.#locate(path, false).isReadOnly;
  }

  /** The directory that a path's last word is in, and that word; no directory if one above does not exist. */
  #locate(path: string, followLast: boolean): Location {
    let words = wordsOf(path);
    let trail: Mount[] = [];
    let directory = this.#root;
    let isReadOnly = false;
    let links = 0;
    for (let index = 0; index < words.length; index++) {
      const name = words[index] as string;
      if (name === '..') {
        ({ directory, isReadOnly } = trail.pop() ?? { directory: this.#root, isReadOnly: false });
        continue;
      }
      const mount = this.#mounts.get(directory)?.get(name);
      const at: Mount = mount ?? { directory, name, isReadOnly };
      const node = at.name === '' ? at.directory : at.directory.entries.get(at.name);
      const last = index === words.length - 1;
      if (node?.kind === 'link' && (!last || followLast)) {
        links += 1;
        if (links > MAXIMUM_LINKS) throw new FileError('ELOOP', path);
        words = [...wordsOf(node.target), ...words.slice(index + 1)];
        index = -1;
        if (node.target.startsWith('/')) [directory, trail, isReadOnly] = [this.#root, [], false];
        continue;
      }
      if (last)
        return {
          ...{ ...at, isMountPoint: mount !== undefined },
          realPath: `/${[...trail.map((step) => step.name), name].join('/')}`,
        };
      if (node?.kind !== 'directory') return { directory: undefined, name, realPath: path, isReadOnly };
      trail = [...trail, { name, directory, isReadOnly }];
      directory = node;
      isReadOnly = at.isReadOnly;
    }
    return { directory, name: '', realPath: `/${trail.map((step) => step.name).join('/')}`, isReadOnly };
  }
}

/** An entry of a directory, which may be seen at another place. */
interface Mount {
  readonly directory: DirectoryNode;
  readonly name: string;
  readonly isReadOnly: boolean;
}

interface Location {
  readonly isReadOnly: boolean;
  readonly isMountPoint?: boolean;
  readonly directory: DirectoryNode | undefined;
  /** Empty if the path leads to the directory itself. */
  readonly name: string;
  readonly realPath: string;
}

function wordsOf(path: string): readonly string[] {
  return path.split('/').filter((word) => word !== '' && word !== '.');
}

function parentOf(path: string): string {
  return `/${wordsOf(path).slice(0, -1).join('/')}`;
}

function join(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}

/** The files of a place as the bash there sees them: the same tree that programs read and write. */
import type { ByteString, FileContent, IFileSystem } from 'just-bash';
import { FileError, type FileNode, type FileTree, type Place, type TreeNode, userOf } from '../machine';
import { type Access, denialOf, ownsFile } from '../machine/permissions';
import { decodeLatin1, decodeUtf8, encodeLatin1, encodeUtf8 } from '../packet';
import { appendToFile, textOf } from '../tools/common/fileWriter';
import { DEFAULT_UMASK } from './creationMask';
import { MachineDate } from './machineTime';
import { isDiscarding, isReadOnly, type SpecialFile, specialFile } from './specialFiles';

const MISSING = 'No such file or directory';
const READ_ONLY = 'Read-only file system';
const DENIED = 'Permission denied';
const NOT_PERMITTED = 'Operation not permitted';
const BUSY = 'Device or resource busy';
/** What the kernel's refusals are called. */
export const WORDS = { EACCES: DENIED, EBUSY: BUSY, EPERM: NOT_PERMITTED, EROFS: READ_ONLY };

type Encoding = Parameters<IFileSystem['writeFile']>[2];
type Stat = Awaited<ReturnType<IFileSystem['stat']>>;

/** The files of a place as just-bash's interpreter asks for them. */
export class ShellFileSystem implements IFileSystem {
  /** Permissions that new files are not given. */
  umask = DEFAULT_UMASK;
  /** Where the last redirection could not go, and why not. */
  refused = '';
  /** The command whose output is redirected to a file, the last of those so far. */
  writer = '';
  /** What the kernel's settings refused to take since the last answer, oldest first, and whose output it may have been. */
  readonly refusedWrites: { readonly path: string; readonly writer: string; readonly why: string }[] = [];
  /** Paths that the place's user was kept from since the last answer, and in what words. */
  readonly denied = new Map<string, string>();
  /** Of the last command that was not run as its output could not go there: the path as it was written, and why. */
  refusedTarget = '';

  constructor(readonly place: Place) {}

  async readFile(path: string, options?: Parameters<IFileSystem['readFile']>[1]): Promise<string> {
    return isLatin1(options) ? decodeLatin1(this.#read(path)) : decodeUtf8(this.#read(path));
  }

  async readFileBytes(path: string): Promise<ByteString> {
    return decodeLatin1(this.#read(path)) as unknown as ByteString;
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return this.#read(path);
  }

  async writeFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    this.#write(path, bytesOf(content, options));
  }

  async appendFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    const added = bytesOf(content, options);
    const isThere = this.#special(path) === undefined && this.#find(path)?.kind === 'file';
    if (!isThere) this.#write(path, added);
    else if (added.length > 0) appendToFile(this.place.files, path, decodeLatin1(added), this.#now);
  }

  async exists(path: string): Promise<boolean> {
    return this.#special(path) !== undefined || this.#find(path) !== undefined;
  }

  async stat(path: string): Promise<Stat> {
    return this.#stat(path, true);
  }

  async lstat(path: string): Promise<Stat> {
    return this.#stat(path, false);
  }

  async mkdir(path: string, { recursive = false } = {}): Promise<void> {
    if (this.#find(path) === undefined) this.#demand(firstMissing(this.place.files, path), 'change');
    this.place.files.makeDirectory(path, this.#now, recursive, this.#owner);
    if (this.umask !== DEFAULT_UMASK) Object.assign(this.#existing(path), { mode: 0o777 & ~this.umask });
  }

  async readdir(path: string): Promise<string[]> {
    return this.#list(path).map(([name]) => name);
  }

  async readdirWithFileTypes(path: string) {
    return this.#list(path).map(([name, { kind }]) => ({
      name,
      isFile: kind === 'file',
      isDirectory: kind === 'directory',
      isSymbolicLink: kind === 'link',
    }));
  }

  async rm(path: string, { recursive = false, force = false } = {}): Promise<void> {
    const node = this.#find(path, false);
    if (node === undefined && force) return;
    if (node?.kind === 'directory' && node.entries.size > 0 && !recursive) throw new FileError('ENOTEMPTY', path);
    this.#demand(path, 'change');
    if (this.place.files.isMountPoint(path)) {
      // What is in it goes before that is found out.
      if (node?.kind === 'directory' && node.entries.size > 0) {
        if (this.place.files.isReadOnly(path)) this.#deny(path, 'EROFS');
        node.entries.clear();
      }
      this.#deny(path, 'EBUSY');
    }
    this.place.files.remove(path);
  }

  async cp(source: string, destination: string, { recursive = false } = {}): Promise<void> {
    const node = this.#find(source, false);
    if (node === undefined) throw new FileError('ENOENT', source);
    if (node.kind === 'directory' && !recursive) throw new FileError('EISDIR', source);
    if (isWithin(source, destination)) throw new FileError('EINVAL', destination);
    this.#demand(source, 'read');
    this.#demand(destination, 'write');
    await this.#copy(node, destination);
  }

  async mv(source: string, destination: string): Promise<void> {
    const { files } = this.place;
    const node = this.#find(source, false);
    if (node === undefined) throw new FileError('ENOENT', source);
    if (source === destination) return;
    if (node.kind === 'directory' && isWithin(source, destination)) throw new FileError('EINVAL', destination);
    this.#demand(source, 'change');
    this.#demand(destination, 'change');
    const target = this.#find(destination, false);
    if (node.kind === 'directory' && target?.kind === 'directory' && target.entries.size === 0)
      files.remove(destination);
    files.put(destination, node, false);
    files.remove(source);
  }

  resolvePath(base: string, path: string): string {
    const words: string[] = [];
    for (const word of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
      if (word === '..') words.pop();
      else if (word !== '' && word !== '.') words.push(word);
    }
    return `/${words.join('/')}`;
  }

  getAllPaths(): string[] {
    return this.place.files.walk().map(([path]) => path);
  }

  async chmod(path: string, mode: number): Promise<void> {
    const node = this.#existing(path);
    if (!ownsFile(this.place, path)) this.#deny(path, 'EPERM');
    if (this.place.files.isReadOnly(path)) this.#deny(path, 'EROFS');
    if (node.kind !== 'link') Object.assign(node, { mode });
  }

  async symlink(target: string, path: string): Promise<void> {
    if (this.#find(path, false) !== undefined) throw new FileError('EEXIST', path);
    this.#demand(path, 'change');
    this.place.files.put(path, { kind: 'link', target, modifiedAt: this.#now, ...this.#owner }, false);
  }

  /** Hard links are copies here: what is written to one name does not show under the other. */
  async link(existing: string, path: string): Promise<void> {
    if (this.#find(path, false) !== undefined) throw new FileError('EEXIST', path);
    await this.#copy(this.#existing(existing), path);
  }

  async readlink(path: string): Promise<string> {
    const node = this.#find(path, false);
    if (node === undefined) throw new FileError('ENOENT', path);
    if (node.kind !== 'link') throw new FileError('EINVAL', path);
    return node.target;
  }

  async realpath(path: string): Promise<string> {
    return this.place.files.realPath(path);
  }

  async utimes(path: string, _accessed: Date, modified: Date): Promise<void> {
    const node = this.#existing(path);
    if (!ownsFile(this.place, path)) this.#demand(path, 'write');
    Object.assign(node, { modifiedAt: modified.getTime() });
  }

  /** Whose new files are; nothing is said of root's. */
  get #owner(): { readonly uid?: number; readonly gid?: number } {
    const { uid, gid } = userOf(this.place);
    return { ...(uid === 0 ? {} : { uid }), ...(gid === 0 ? {} : { gid }) };
  }

  #demand(path: string, access: Access): void {
    const code = denialOf(this.place, path, access);
    if (code !== undefined) this.#deny(path, code);
  }

  #deny(path: string, code: keyof typeof WORDS): never {
    this.denied.set(path, WORDS[code]);
    throw new FileError(code, path);
  }

  /** Whether there is something to be read at a path. */
  isFile(path: string): boolean {
    return this.isSpecial(path) || this.#find(path)?.kind === 'file';
  }

  /** What is there, bytes, one a character. */
  readBytes(path: string): string {
    return decodeLatin1(this.#read(path));
  }

  /** Whether a path is no file that keeps what is written to it. */
  isSpecial(path: string): boolean {
    return this.#special(path) !== undefined;
  }

  /** Whether what is written there is gone. */
  isDiscarded(path: string): boolean {
    return isDiscarding(path);
  }

  get #now(): number {
    return this.place.machine.date().getTime();
  }

  #special(path: string): SpecialFile | undefined {
    return specialFile(this.place, path);
  }

  #find(path: string, followLast = true): TreeNode | undefined {
    return this.place.files.find(path, followLast);
  }

  #existing(path: string): TreeNode {
    const node = this.#find(path);
    if (node === undefined) throw new FileError('ENOENT', path);
    return node;
  }

  #read(path: string): Uint8Array {
    const special = this.#special(path);
    if (special !== undefined) return encodeUtf8(special.read());
    const node = this.#existing(path);
    if (node.kind !== 'file') throw new FileError('EISDIR', path);
    this.#demand(path, 'read');
    return contentOf(node);
  }

  #write(path: string, bytes: Uint8Array): void {
    const special = this.#special(path);
    if (special !== undefined) return this.#writeSpecial(path, special, bytes);
    const existing = this.#find(path);
    // A redirection to where no file can be: the line ends with what bash says of a RangeError.
    if (bytes.length === 0 && existing === undefined && !this.#hasDirectory(path)) {
      this.refused = `${path}: ${MISSING}`;
      throw new RangeError(this.refused);
    }
    this.#demand(path, 'write');
    const mode = existing?.kind === 'file' ? (existing.mode ?? 0o644) : 0o666 & ~this.umask;
    const owner = existing === undefined ? this.#owner : ownerOf(existing);
    this.place.files.put(path, { kind: 'file', ...textOf(bytes.slice()), modifiedAt: this.#now, mode, ...owner });
  }

  #writeSpecial(path: string, special: SpecialFile, bytes: Uint8Array): void {
    try {
      special.write(decodeUtf8(bytes));
    } catch (error) {
      const why = error instanceof FileError && error.code === 'EROFS' ? READ_ONLY : 'Invalid argument';
      this.refusedWrites.push({ path, writer: this.writer, why });
      throw error;
    }
  }

  /** Why a path cannot be opened for writing, in bash's words; undefined if it can. */
  obstacleOf(path: string): string | undefined {
    const node = this.#find(path);
    if (node?.kind === 'directory') return 'Is a directory';
    const isThere = this.#special(path) !== undefined || node !== undefined;
    const denial = isThere || this.#hasDirectory(path) ? denialOf(this.place, path, 'write') : undefined;
    if (denial !== undefined) return WORDS[denial];
    if (isThere && isReadOnly(this.place, path)) return READ_ONLY;
    // The kernel's own directories take no new files, and of its files only settings can be written. Linux: lookup_open, fs/namei.c.
    if (this.#special(path) === undefined && /^\/(proc|sys)\//.test(path)) return DENIED;
    return isThere || this.#hasDirectory(path) ? undefined : MISSING;
  }

  #hasDirectory(path: string): boolean {
    return this.#find(path.replace(/[^/]*$/, ''))?.kind === 'directory';
  }

  #stat(path: string, followLast: boolean): Stat {
    const node = this.#find(path, followLast);
    if (node === undefined) throw new FileError('ENOENT', path);
    this.#demand(path.replace(/[^/]*$/, '') || '/', 'search');
    return {
      isFile: node.kind === 'file',
      isDirectory: node.kind === 'directory',
      isSymbolicLink: node.kind === 'link',
      mode: node.kind === 'link' ? 0o777 : (node.mode ?? 0o644),
      size: node.kind === 'file' ? contentOf(node).length : node.kind === 'link' ? node.target.length : 4096,
      mtime: new MachineDate(node.modifiedAt),
      identity: followLast ? this.place.files.realPath(path) : path,
    };
  }

  #list(path: string): (readonly [string, TreeNode])[] {
    const node = this.#existing(path);
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', path);
    this.#demand(path, 'read');
    return [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  async #copy(node: TreeNode, destination: string): Promise<void> {
    if (node.kind !== 'directory') {
      const existing = this.#find(destination);
      const { uid: _uid, gid: _gid, ...rest } = node;
      const owner = existing === undefined ? this.#owner : ownerOf(existing);
      this.place.files.put(destination, { ...rest, modifiedAt: this.#now, ...owner });
      return;
    }
    await this.mkdir(destination, { recursive: true });
    for (const [name, child] of node.entries) await this.#copy(child, `${destination}/${name}`);
  }
}

function ownerOf({ uid, gid }: TreeNode): { readonly uid?: number; readonly gid?: number } {
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

/** The uppermost directory of a path that is not there. */
function firstMissing(files: FileTree, path: string): string {
  const parent = path.replace(/\/+[^/]*\/*$/, '');
  return parent === '' || files.find(parent) !== undefined ? path : firstMissing(files, parent);
}

function isWithin(directory: string, path: string): boolean {
  return `${path}/`.startsWith(`${directory}/`);
}

function contentOf({ content, bytes }: FileNode): Uint8Array {
  return bytes ?? encodeUtf8(content);
}

/** Whether text stands for bytes, one a character; else it is UTF-8. No command asks for another encoding. */
function isLatin1(options: { readonly encoding?: string | null } | string | undefined): boolean {
  const encoding = (typeof options === 'string' ? options : options?.encoding) ?? 'utf8';
  if (encoding === 'binary' || encoding === 'latin1') return true;
  if (encoding === 'utf8' || encoding === 'utf-8') return false;
  throw new RangeError(`files are not read or written as ${encoding}`);
}

function bytesOf(content: FileContent, options: Encoding): Uint8Array {
  if (typeof content !== 'string') return content;
  return isLatin1(options) ? encodeLatin1(content) : encodeUtf8(content);
}

/** Which files a user may open, change and own. Linux: fs/namei.c (generic_permission). */
import type { FileTree, TreeNode } from './files';
import type { Place } from './place';
import { type User, userOf } from './user';

/** What is done with a file; `change` is to make, to take away or to rename it. */
export type Access = 'read' | 'write' | 'search' | 'change';

/** Why not. Linux: errno-base.h. */
export type Denial = 'EACCES' | 'EPERM' | 'EROFS';

const BITS: Readonly<Record<Access, number>> = { read: 4, write: 2, search: 1, change: 3 };
const STICKY = 0o1000;
const LINK_MODE = 0o777;
const FILE_MODE = 0o644;

/** Why the user of a place may not do it with the path; undefined if it may, or if there is nothing that could be forbidden. */
export function denialOf(place: AccessPlace, path: string, access: Access): Denial | undefined {
  const user = userOf(place);
  // What is mounted at the path itself says nothing of the directory that it is in.
  const changed = access === 'change' ? parentOf(path) : path;
  const isReadOnly = (access === 'write' || access === 'change') && place.files.isReadOnly(changed);
  return permissionDenial(place, path, access, user) ?? (isReadOnly ? 'EROFS' : undefined);
}

function permissionDenial(
  place: AccessPlace,
  path: string,
  access: Access,
  user: User,
): 'EACCES' | 'EPERM' | undefined {
  if (isAbovePermissions(place, user)) return undefined;
  const { files } = place;
  const directories = directoriesOf(path);
  if (directories.some((directory) => !allows(files, directory, user, 'search'))) return 'EACCES';
  const parent = directories.at(-1) ?? '/';
  if (access === 'change') return changeDenial(files, parent, path, user);
  const exists = files.find(path) !== undefined;
  if (!exists && access === 'write') return allows(files, parent, user, 'change') ? undefined : 'EACCES';
  return allows(files, path, user, access) ? undefined : 'EACCES';
}

/** Whether a user owns what is at a path, or stands above owners: who may change its mode and times. Linux: inode_owner_or_capable. */
export function ownsFile(place: AccessPlace, path: string): boolean {
  const user = userOf(place);
  return user.uid === 0 || (place.files.find(path)?.uid ?? 0) === user.uid;
}

type AccessPlace = Pick<Place, 'files' | 'user' | 'capabilities'>;

/** CAP_DAC_OVERRIDE. */
function isAbovePermissions({ capabilities }: AccessPlace, { uid }: User): boolean {
  return uid === 0 && (capabilities === undefined || capabilities.has('DAC_OVERRIDE'));
}

/** Linux: may_delete, may_create, check_sticky. */
function changeDenial(files: FileTree, parent: string, path: string, user: User): 'EACCES' | 'EPERM' | undefined {
  if (!allows(files, parent, user, 'change')) return 'EACCES';
  const [directory, node] = [files.find(parent), files.find(path, false)];
  if (node === undefined || directory?.kind !== 'directory' || (directory.mode & STICKY) === 0) return undefined;
  return (node.uid ?? 0) === user.uid || (directory.uid ?? 0) === user.uid ? undefined : 'EPERM';
}

function allows(files: FileTree, path: string, user: User, access: Access): boolean {
  const node = files.find(path);
  return node === undefined || (modeFor(node, user) & BITS[access]) === BITS[access];
}

/** The three bits that count for a user. */
function modeFor(node: TreeNode, { uid, gid, groups }: User): number {
  const mode = node.kind === 'link' ? LINK_MODE : (node.mode ?? FILE_MODE);
  if ((node.uid ?? 0) === uid) return (mode >> 6) & 7;
  const owner = node.gid ?? 0;
  return owner === gid || groups.includes(owner) ? (mode >> 3) & 7 : mode & 7;
}

function parentOf(path: string): string {
  return path.replace(/\/+[^/]*\/*$/, '') || '/';
}

/** Those that a path leads through, from the root on. */
function directoriesOf(path: string): readonly string[] {
  const words = path.split('/').filter((word) => word !== '' && word !== '.');
  return words.map((_, index) => `/${words.slice(0, index).join('/')}`);
}

/** `--user`: whom a container's processes run as, by its own /etc/passwd and /etc/group. runc: libcontainer/user/user.go (GetExecUser). */
import { type FileTree, type Place, ROOT, type User } from '../../machine';
import { DockerError } from '../dockerError';

/** A user with the directory that HOME is set to. */
export interface ExecUser extends User {
  readonly home: string;
}

/** A user or a group that a container does not know. */
export class UserError extends DockerError {
  constructor(message: string) {
    super('failed', message);
    this.name = 'UserError';
  }
}

const LARGEST_ID = 2_147_483_647;

/** `nobody`, `1000`, `1000:users`; nothing is root. Throws a `DockerError` for names that the container does not know. */
export function findUser(files: FileTree, spec: string): ExecUser {
  const [userWord = '', groupWord = ''] = spec.split(':');
  const wanted = numberOf(userWord);
  const accounts = linesOf(files, '/etc/passwd').map(([name = '', , uid, gid, , home = '']) => ({
    ...{ name, home },
    uid: Number(uid),
    gid: Number(gid),
  }));
  const account = accounts.find(({ name, uid }) =>
    userWord === '' ? uid === 0 : wanted === undefined ? name === userWord : uid === wanted,
  );
  if (account === undefined && userWord !== '' && wanted === undefined) throw missing('user', userWord, 'passwd');
  const uid = account?.uid ?? checkRange(wanted ?? 0);
  const home = account?.home || '/';
  const groups = linesOf(files, '/etc/group').map(([name = '', , gid, members = '']) => ({
    ...{ name, members: members.split(',') },
    gid: Number(gid),
  }));
  if (groupWord === '') {
    const own = account === undefined ? [] : groups.filter(({ members }) => members.includes(account.name));
    return { uid, gid: account?.gid ?? 0, groups: own.map(({ gid }) => gid), home };
  }
  const number = numberOf(groupWord);
  const group = groups.find(({ name, gid }) => (number === undefined ? name === groupWord : gid === number));
  if (group === undefined && number === undefined) throw missing('group', groupWord, 'group');
  return { uid, gid: group?.gid ?? checkRange(number ?? 0), groups: [], home };
}

/** A running container's places: one for each user that processes of it run as, all of them with the same network and files. */
export class UserPlaces {
  readonly #ofRoot: Place;
  readonly #others = new Map<string, Place>();

  constructor(ofRoot: Place) {
    this.#ofRoot = ofRoot;
  }

  /** Others than root have none of root's capabilities. Linux: cap_emulate_setxuid. */
  of({ uid, gid, groups }: User): Place {
    const user = { uid, gid, groups };
    const key = JSON.stringify(user);
    if (key === JSON.stringify(ROOT)) return this.#ofRoot;
    const known = this.#others.get(key) ?? {
      ...this.#ofRoot,
      ...(uid === 0 ? {} : { capabilities: new Set<string>() }),
      user,
    };
    this.#others.set(key, known);
    return known;
  }
}

/** Go: strconv.Atoi. */
function numberOf(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function checkRange(id: number): number {
  if (id < 0 || id > LARGEST_ID) throw new UserError(`uids and gids must be in range 0-${LARGEST_ID}`);
  return id;
}

function missing(kind: string, name: string, file: string): UserError {
  return new UserError(`unable to find ${kind} ${name}: no matching entries in ${file} file`);
}

function linesOf(files: FileTree, path: string): readonly (readonly string[])[] {
  const lines = (files.get(path)?.content ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => line.split(':'));
}

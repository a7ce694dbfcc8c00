/** Names of users and groups, as a place's /etc/passwd and /etc/group have them. glibc: getpwuid, getgrgid. */
import type { Place } from '../../machine';

/** The name of a user; undefined if the place knows none. Every place knows root. */
export function userName(place: Place, uid: number): string | undefined {
  return nameIn(place, '/etc/passwd', uid);
}

/** The name of a group. */
export function groupName(place: Place, gid: number): string | undefined {
  return nameIn(place, '/etc/group', gid);
}

/** The line of /etc/passwd of a user, by name or, if it is none, by number. */
export function findAccount(
  place: Place,
  name: string,
): { readonly name: string; readonly uid: number; readonly gid: number } | undefined {
  const found =
    linesOf(place, '/etc/passwd').find(([other]) => other === name) ??
    linesOf(place, '/etc/passwd').find(([, , uid]) => uid === name);
  if (found !== undefined) return { name: found[0] ?? '', uid: Number(found[2]), gid: Number(found[3]) };
  return name === 'root' || name === '0' ? { name: 'root', uid: 0, gid: 0 } : undefined;
}

/** The groups that a user is in besides its own. */
export function groupsOf(place: Place, name: string): readonly number[] {
  return linesOf(place, '/etc/group').flatMap(([, , gid, members = '']) =>
    members.split(',').includes(name) ? [Number(gid)] : [],
  );
}

function nameIn(place: Place, path: string, id: number): string | undefined {
  const found = linesOf(place, path).find(([, , number]) => number === String(id))?.[0];
  return found ?? (id === 0 ? 'root' : undefined);
}

function linesOf({ files }: Place, path: string): readonly (readonly string[])[] {
  return (files.get(path)?.content ?? '').split('\n').map((line) => line.split(':'));
}

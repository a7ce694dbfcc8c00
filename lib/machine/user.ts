/** Whom a process runs as. Linux: struct cred, kernel/cred.c. */
import type { Place } from './place';

/** A user with its groups, as numbers. */
export interface User {
  readonly uid: number;
  readonly gid: number;
  /** The other groups that it is in. */
  readonly groups: readonly number[];
}

/** Whom processes run as unless somebody says otherwise. */
export const ROOT: User = { uid: 0, gid: 0, groups: [] };

/** Whom the processes of a place run as. */
export function userOf({ user }: Pick<Place, 'user'>): User {
  return user ?? ROOT;
}

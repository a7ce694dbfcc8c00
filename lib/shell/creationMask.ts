/** Permissions that new files are not given, as `umask` sets them. */
import type { State } from './stages';

export const DEFAULT_UMASK = 0o022;

/** Kept with the options, of which a subshell has its own. */
interface Options {
  umask?: number;
}

export function umaskOf({ options }: State): number {
  return (options as Options).umask ?? DEFAULT_UMASK;
}

export function setUmask({ options }: State, mask: number): void {
  (options as Options).umask = mask;
}

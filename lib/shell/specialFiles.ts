/** Files that are not what was written to them: devices, and the kernel's settings. Linux: drivers/char/mem.c, fs/proc/proc_sysctl.c. */
import { FileError, type Place } from '../machine';
import { isMachine } from '../machine/isMachine';
import { ENDLESS_DEVICES } from '../tools/common/endlessDevice';

/** A file that is computed when it is read. Writing throws a `FileError` if the kernel refuses the text. */
export interface SpecialFile {
  read(): string;
  write(text: string): void;
}

/** Reads as empty and swallows what is written; what reads /dev/zero and its like without an end asks for them itself. */
const NULL: SpecialFile = { read: () => '', write: () => {} };
const DEVICES = new Set([
  ...['/dev/null', '/dev/stdin', '/dev/stdout', '/dev/stderr', '/dev/tty', '/dev/full'],
  ...ENDLESS_DEVICES,
]);

/** Whether what is written to a path is gone. */
export function isDiscarding(path: string): boolean {
  return DEVICES.has(path) && path !== '/dev/full';
}

/** Whether a place's processes may only read a path: /proc/sys of a container is mounted so. runc: libcontainer/specconv (ReadonlyPaths). */
export function isReadOnly(place: Place, path: string): boolean {
  return !isMachine(place) && place.capabilities !== undefined && /^\/proc\/sys(?:\/|$)/.test(path);
}

/** The special file at a path; `undefined` if there is none. */
export function specialFile(place: Place, path: string): SpecialFile | undefined {
  if (DEVICES.has(path)) return NULL;
  const name = /^\/proc\/sys\/(net\/.+)$/.exec(path)?.[1]?.replaceAll('/', '.');
  if (name === undefined || place.net.sysctl.get(name) === undefined) return undefined;
  return {
    read: () => `${place.net.sysctl.get(name)}\n`,
    write: (text) => {
      if (isReadOnly(place, path)) throw new FileError('EROFS', path);
      // Opening it for writing alone writes nothing.
      if (text !== '' && !place.net.sysctl.set(name, text)) throw new FileError('EINVAL', path);
    },
  };
}

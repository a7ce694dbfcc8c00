/** The folder for what is fetched and built once: unpacked packages, busybox, images. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Paths in the cache folder; nothing says that they exist. */
export interface Cache {
  readonly folder: string;
  /** Packages, unpacked; laid under the machines' own files. */
  readonly root: string;
  /** Other engines than the computer's, in a folder each: `28.5`. */
  readonly engines: string;
  /** A static busybox, all of whose applets are in the images. */
  readonly busybox: string;
  /** An archive for `docker import` by image: `lkarrie-nginx1.tar`. */
  readonly images: string;
}

/** In XDG_CACHE_HOME (XDG Base Directory Specification), which is ~/.cache unless set to an absolute path. */
export function cacheOf(environment: Readonly<Record<string, string | undefined>> = process.env): Cache {
  const configured = environment.XDG_CACHE_HOME;
  const base = configured?.startsWith('/') ? configured : join(homedir(), '.cache');
  const folder = join(base, 'chainwalk');
  const [root, engines, busybox, images] = ['root', 'engines', 'busybox', 'images'].map((name) => join(folder, name));
  return { folder, root, engines, busybox, images } as Cache;
}

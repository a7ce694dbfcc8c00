/**
 * The busybox of the images. Docker Hub's is built with the default configuration, Debian's with one of its own, whose nc
 * and ping are others: where a compiler is, it is built from Debian's source.
 */
import { chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from './cache';
import { mustExecute } from './execute';
import { findProgram } from './programs';
import { aptFor } from './suite';

/** Builds it, or takes the one of Debian's package; a sentence that says which. */
export async function makeBusybox(cache: Cache): Promise<string> {
  const work = join(cache.folder, 'busybox-source');
  await mkdir(work, { recursive: true });
  try {
    if (findProgram('gcc') !== undefined && findProgram('make') !== undefined) {
      await build(work, cache);
      return 'busybox was built from Debian’s source with its default configuration, as Docker Hub’s is';
    }
    await mustExecute(['apt-get', 'download', '-qq', 'busybox-static'], { cwd: work });
    await mustExecute(['bash', '-c', 'dpkg -x busybox-static_*.deb .'], { cwd: work });
    await install(join(work, 'bin/busybox'), cache);
    return 'busybox is Debian’s, as there is no gcc or make here: its nc and ping have fewer options than Docker Hub’s';
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function build(work: string, cache: Cache): Promise<void> {
  await mustExecute([...(await aptFor(work, 'deb-src')), 'source', '--download-only', 'busybox'], { cwd: work });
  const source = join(work, 'source');
  await mkdir(source);
  await mustExecute(['bash', '-c', 'tar xf ../busybox_*.orig.tar.* --strip-components=1'], { cwd: source });
  await mustExecute(['make', 'defconfig'], { cwd: source });
  const config = await readFile(join(source, '.config'), 'utf8');
  // The traffic shaper does not compile against the headers of newer kernels.
  const changed = config.replace('# CONFIG_STATIC is not set', 'CONFIG_STATIC=y').replace('CONFIG_TC=y', '');
  await writeFile(join(source, '.config'), changed);
  await mustExecute(['bash', '-c', 'yes "" | make oldconfig; make -j "$(nproc)"'], { cwd: source });
  await install(join(source, 'busybox'), cache);
}

async function install(file: string, cache: Cache): Promise<void> {
  await copyFile(file, `${cache.busybox}.new`);
  await chmod(`${cache.busybox}.new`, 0o755);
  await rename(`${cache.busybox}.new`, cache.busybox);
}

/** Programs out of Debian packages that are unpacked, not installed: no daemon is started, and nothing outside the cache changes. */
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from './cache';
import { mustExecute, RealMachineError } from './execute';
import { findProgram } from './programs';

/** Unpacks packages, and those that they depend on and that are not installed, into the cache. Throws a `RealMachineError`. */
export async function unpackPackages(packages: readonly string[], cache: Cache): Promise<void> {
  if (findProgram('apt-get') === undefined || findProgram('dpkg') === undefined)
    throw new RealMachineError(`there is no apt-get here; install what brings ${packages.join(', ')} on your system`);
  const archives = join(cache.folder, 'archives');
  const unpacked = join(cache.folder, 'unpacked');
  await mkdir(join(archives, 'partial'), { recursive: true });
  try {
    const options = [`Dir::Cache::archives=${archives}`, 'Debug::NoLocking=1', 'APT::Keep-Downloaded-Packages=1'];
    const apt = ['apt-get', '-qq', '-y', ...options.flatMap((option) => ['-o', option])];
    const download = [...apt, 'install', '--reinstall', '--download-only', '--no-install-recommends', ...packages];
    await mustExecute(download, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } as Record<string, string>,
    });
    const files = (await readdir(archives)).filter((file) => file.endsWith('.deb'));
    await unpack(
      files.map((file) => join(archives, file)),
      unpacked,
      cache.root,
    );
  } finally {
    for (const folder of [archives, unpacked]) await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks packages' files into a folder, and merges their programs into `root`. */
export async function unpack(files: readonly string[], unpacked: string, root: string): Promise<void> {
  for (const file of files) await mustExecute(['dpkg', '-x', file, unpacked]);
  // Packages of before /bin, /lib and /sbin became links into /usr.
  for (const folder of ['bin', 'lib', 'lib64', 'sbin']) await merge(join(unpacked, folder), join(root, 'usr', folder));
  // Settings and state of the programs are the machines' own.
  await merge(join(unpacked, 'usr'), join(root, 'usr'));
}

async function merge(from: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  await cp(from, into, { recursive: true, verbatimSymlinks: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** Other Docker engines than the computer's own: those that newer suites of Debian have. They are unpacked, not installed. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_ENGINE } from '../docker/release';
import type { Cache } from './cache';
import { mustExecute, RealMachineError } from './execute';
import { unpack } from './packages';
import { engineVersion } from './programs';
import { aptFor } from './suite';

/** By line of versions, the suites of Debian that have it, or had it. */
const SUITES: Readonly<Record<string, readonly string[]>> = { '26.1': ['trixie'], '28.5': ['forky', 'sid'] };
/** The engine and what it runs, and the C library that they were built for. */
const PACKAGES = ['docker.io', 'docker-cli', 'containerd', 'runc', 'libc6', 'libseccomp2'];

/** Of the engine that the machines have anyway. */
const OWN_LINE = lineOf(DEFAULT_ENGINE);

/** The line of an engine's version: `28.5` of `28.5.2`. */
function lineOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Where an engine is unpacked, whether or not it is. */
function engineFolder({ engines }: Cache, version: string): string {
  return join(engines, lineOf(version));
}

/**
 * The folder whose programs are laid over the computer's; `undefined` for the computer's own engine. Throws a
 * `RealMachineError` if the engine was not built.
 */
export function requireEngine(cache: Cache, version: string): string | undefined {
  const line = lineOf(version);
  if (line === OWN_LINE) return undefined;
  checkHasSuite(line);
  const folder = engineFolder(cache, version);
  if (existsSync(join(folder, 'usr/sbin/dockerd'))) return folder;
  throw new RealMachineError(
    `there is no Docker ${line} for the real machines; \`chainwalk kernel build --engine ${line}\` fetches it`,
  );
}

function checkHasSuite(line: string): readonly string[] {
  const suites = Object.hasOwn(SUITES, line) ? SUITES[line] : undefined;
  if (suites !== undefined) return suites;
  const lines = Object.keys(SUITES).join(' or ');
  throw new RealMachineError(
    `no suite of Debian has Docker ${line}: besides ${OWN_LINE}, the real machines can have ${lines}`,
  );
}

/** Fetches an engine into the cache, telling each step. Throws a `RealMachineError` of one sentence. */
export async function buildEngine(version: string, cache: Cache, tell: (sentence: string) => void): Promise<void> {
  const line = lineOf(version);
  if (line === OWN_LINE) return;
  const suites = checkHasSuite(line);
  const folder = engineFolder(cache, version);
  const work = `${folder}.new`;
  await rm(work, { recursive: true, force: true });
  try {
    const found: string[] = [];
    for (const suite of suites) {
      tell(`fetching Docker ${line} from Debian’s suite ${suite}`);
      const root = await fetchFrom(suite, join(work, suite));
      const version = engineVersion(join(root, 'usr/sbin/dockerd'));
      if (version !== undefined && lineOf(version) === line) {
        await rm(folder, { recursive: true, force: true });
        await rename(root, folder);
        tell(`Docker ${version} is in ${folder}`);
        return;
      }
      found.push(`${suite} has ${version ?? 'one that does not run here'}`);
    }
    throw new RealMachineError(`no suite of Debian has Docker ${line} any more: ${found.join(', ')}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Unpacks the packages of a suite; the folder that they are in. */
async function fetchFrom(suite: string, folder: string): Promise<string> {
  const archives = join(folder, 'archives');
  await mkdir(archives, { recursive: true });
  const apt = await aptFor(folder, 'deb', suite).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RealMachineError(`Debian’s suite ${suite} cannot be reached from here: ${reason}`);
  });
  await mustExecute([...apt, 'download', ...PACKAGES.map((name) => `${name}/${suite}`)], { cwd: archives });
  const root = join(folder, 'root');
  const packages = (await readdir(archives)).filter((file) => file.endsWith('.deb'));
  await unpack(
    packages.map((file) => join(archives, file)),
    join(folder, 'unpacked'),
    root,
  );
  return root;
}

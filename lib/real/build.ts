/** Fetches and builds what the real machines need and what is not there. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { assemble, takeDown } from './assemble';
import { makeBusybox } from './busybox';
import { type Cache, cacheOf } from './cache';
import { examine, examinePrograms } from './doctor';
import { buildEngine } from './engines';
import { RealMachineError } from './execute';
import { buildImage, IMAGE_NAMES } from './images';
import { makeWorkplace } from './leftovers';
import { unpackPackages } from './packages';

/** What is built. */
export interface BuildOptions {
  /** What is there already, too. */
  readonly anew?: boolean;
  /** Another engine beside the computer's: `28.5`. */
  readonly engine?: string;
  readonly cache?: Cache;
}

/** Builds into the cache, telling each step. Throws a `RealMachineError` of one sentence. */
export async function build(
  tell: (sentence: string) => void,
  { anew = false, engine, cache = cacheOf() }: BuildOptions = {},
): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new RealMachineError('the real machines are built by root on Linux only');
  if (anew) await rm(cache.folder, { recursive: true, force: true });
  await mkdir(cache.folder, { recursive: true });
  // Beside a computer that has all it needs, only the other engine is fetched.
  if (engine === undefined || anew || examine(cache).some(({ ok }) => !ok)) await buildMachines(cache, tell);
  if (engine !== undefined) await buildEngine(engine, cache, tell);
}

async function buildMachines(cache: Cache, tell: (sentence: string) => void): Promise<void> {
  const missing = examinePrograms(cache).filter(({ ok }) => !ok);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((finding) => finding.package ?? finding.name))];
    tell(`unpacking the packages ${packages.join(', ')} into ${cache.root}`);
    await unpackPackages(packages, cache);
  }
  if (!existsSync(cache.busybox)) tell(await makeBusybox(cache));
  const workplace = await makeWorkplace();
  const machines = await assemble(workplace, cache, { withImages: false });
  try {
    for (const name of IMAGE_NAMES) {
      tell(`making the image ${name}`);
      await buildImage(cache, machines.host, name);
    }
  } finally {
    await takeDown(workplace, Object.values(machines));
  }
}

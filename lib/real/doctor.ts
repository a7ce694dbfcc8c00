/** What the real machines need, and what of it is there. */
import { existsSync } from 'node:fs';
import { DEFAULT_ENGINE } from '../docker/release';
import { type Cache, cacheOf } from './cache';
import { RealMachineError } from './execute';
import { IMAGE_NAMES, imageFile } from './images';
import { engineVersion, findProgram, OWN_PROGRAMS, PROGRAMS } from './programs';

/** What is known of one thing that is needed. */
export interface Finding {
  /** `root`, `dockerd`, `image lkarrie/nginx1` … */
  readonly name: string;
  readonly ok: boolean;
  /** Where it is, or why it is not there. */
  readonly detail: string;
  /** The Debian package that brings it. */
  readonly package?: string;
}

/** The engine that the simulation is of, without the number of its last corrections: `20.10.`. */
const ENGINE = DEFAULT_ENGINE.replace(/\d+$/, '');

/** Everything that is needed, in the order in which one would set it up. */
export function examine(cache: Cache = cacheOf()): readonly Finding[] {
  const root = process.getuid?.() === 0;
  return [
    { name: 'Linux', ok: process.platform === 'linux', detail: process.platform },
    { name: 'root', ok: root, detail: root ? 'you are' : 'namespaces and mounts are made by root only' },
    ...examinePrograms(cache),
    ...IMAGE_NAMES.map((name) => {
      const ok = existsSync(imageFile(cache, name));
      return { name: `image ${name}`, ok, detail: ok ? imageFile(cache, name) : '`chainwalk kernel build` makes it' };
    }),
  ];
}

/** Of the programs only. */
export function examinePrograms(cache: Cache): readonly Finding[] {
  const own = Object.entries(OWN_PROGRAMS).map(([name, from]) => describe(name, from, findProgram(name)));
  const others = Object.entries(PROGRAMS).map(([name, from]) => describe(name, from, findProgram(name, cache)));
  return [...own, ...others].map((finding) => (finding.name === 'dockerd' ? checkEngine(finding) : finding));
}

/** Throws a `RealMachineError` of one sentence unless everything is there. */
export function requireAll(cache: Cache): void {
  const missing = examine(cache)
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);
  if (missing.length === 0) return;
  throw new RealMachineError(`the real machines need ${list(missing)}; \`chainwalk kernel doctor\` says more`);
}

function list(names: readonly string[]): string {
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function describe(name: string, from: string, path: string | undefined): Finding {
  return { name, ok: path !== undefined, detail: path ?? 'missing', package: from };
}

function checkEngine(finding: Finding): Finding {
  if (!finding.ok) return finding;
  const version = engineVersion(finding.detail);
  if (version?.startsWith(ENGINE)) return { ...finding, detail: `${finding.detail}, ${version}` };
  const found = version === undefined ? 'does not run' : `is ${version}`;
  return { ...finding, ok: false, detail: `${finding.detail} ${found}; the simulation is of ${ENGINE}x` };
}

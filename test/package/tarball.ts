/** The package as npm would publish it, installed in an empty folder. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const LIB = resolve(__dirname, '../../lib');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function run(cwd: string, program: string, args: readonly string[], input = ''): Run {
  // Settings of an npm that runs these tests would reach the npm that is started here.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, input, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Packs lib/; the path of the tarball. Throws what npm says if it cannot. */
export function pack(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-pack-'));
  mustRun(LIB, 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
  const [file = ''] = readdirSync(folder);
  return join(folder, file);
}

/** Installs the tarball in an empty folder, from npm's registry; the folder. Throws what npm says if it cannot. */
export function install(tarball: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-installed-'));
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebody', version: '1.0.0', private: true }));
  mustRun(folder, 'npm', ['install', '--no-audit', '--no-fund', tarball]);
  return folder;
}

/** Bytes of all files below a folder. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** The subpaths of the package's `exports` that are code: `chainwalk`, `chainwalk/view` … */
export function entryPoints(): readonly string[] {
  const { name, exports } = JSON.parse(readFileSync(join(LIB, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, unknown>>;
  };
  return Object.keys(exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => path.replace('.', name));
}

function mustRun(cwd: string, program: string, args: readonly string[]): void {
  const { status, stdout, stderr } = run(cwd, program, args);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

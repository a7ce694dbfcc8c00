/** Python, and packages of it in environments of their own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotebookError } from '../../cells/document';
import { lastLine } from './lastLine';

const IS_WINDOWS = process.platform === 'win32';

/** An environment for one package. */
export interface Environment {
  readonly venv: string;
  /** The package as pip knows it: `jupyterlab==4.6.6`. */
  readonly requirement: string;
  /** Whether pip prints what it does; else an error has its last line. */
  readonly isTold: boolean;
  /** Is called before the package is installed. */
  readonly announce: () => void;
}

/**
 * The Python of an environment, which is made, and its package installed, if it is not yet; undefined when the machine has no Python 3
 * with pip. Throws NotebookError when the installation fails.
 */
export function environmentPython({ venv, requirement, isTold, announce }: Environment): string | undefined {
  const python = join(venv, IS_WINDOWS ? 'Scripts/python.exe' : 'bin/python');
  const done = join(venv, `${requirement}.installed`);
  if (!existsSync(done) || !existsSync(python)) {
    const base = findPython();
    if (base === undefined) return undefined;
    announce();
    rmSync(venv, { recursive: true, force: true });
    mkdirSync(dirname(venv), { recursive: true });
    install(base, venv, python, requirement, isTold);
    writeFileSync(done, '');
  }
  return python;
}

/** Debian packs the pip for new environments apart, in python3-venv; the machine's own pip can do it as well. */
function install(base: string, venv: string, python: string, requirement: string, isTold: boolean): void {
  const output = isTold ? 'inherit' : 'pipe';
  const hasPip = run(base, ['-m', 'venv', venv], 'ignore') || !run(base, ['-m', 'venv', '--without-pip', venv], output);
  const [command, ...first] = hasPip ? [python, '-m', 'pip'] : [base, '-m', 'pip', '--python', python];
  const options = ['--disable-pip-version-check', '--no-warn-script-location', '--progress-bar', isTold ? 'on' : 'off'];
  const result = spawnSync(command, [...first, 'install', ...options, requirement], {
    encoding: 'utf8',
    stdio: ['ignore', output, output],
  });
  if (result.status === 0) return;
  const reason = isTold ? 'pip says why above.' : lastLine(result);
  throw new NotebookError(`${requirement} could not be installed: ${reason}`);
}

/** The first Python 3 that can make an environment and has a pip. */
export function findPython(): string | undefined {
  const hasPip = (command: string) =>
    run(command, ['-c', 'import sys, venv, pip; sys.exit(sys.version_info < (3, 10))'], 'ignore');
  return (IS_WINDOWS ? ['py', 'python'] : ['python3', 'python']).find(hasPip);
}

function run(command: string, args: readonly string[], output: 'ignore' | 'inherit' | 'pipe'): boolean {
  return spawnSync(command, args, { stdio: ['ignore', output, output] }).status === 0;
}

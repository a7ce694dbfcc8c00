/** Python, and packages of it in environments of their own. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotebookError } from '../../cells/document';
import { makeFolder } from '../../node/makeFolder';
import { lastLine } from './lastLine';
import { runPythonModule } from './pythonModule';

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
 * with pip. Rejects with a NotebookError when the installation fails.
 */
export async function environmentPython(environment: Environment): Promise<string | undefined> {
  const { venv, requirement, announce } = environment;
  const python = join(venv, IS_WINDOWS ? 'Scripts/python.exe' : 'bin/python');
  const done = join(venv, `${requirement}.installed`);
  if (!existsSync(done) || !existsSync(python)) {
    const base = findPython();
    if (base === undefined) return undefined;
    announce();
    rmSync(venv, { recursive: true, force: true });
    makeFolder(dirname(venv));
    await install(base, python, environment);
    writeFileSync(done, '');
  }
  return python;
}

/** Debian packs the pip for new environments apart, in python3-venv; the machine's own pip can do it as well. */
async function install(base: string, python: string, { venv, requirement, isTold }: Environment): Promise<void> {
  let printed = '';
  const keep = (text: string) => {
    printed += text;
  };
  const output = isTold ? 'inherit' : keep;
  const hasPip =
    (await runPythonModule(base, ['venv', venv], 'ignore')) ||
    !(await runPythonModule(base, ['venv', '--without-pip', venv], output));
  const other = hasPip ? [] : ['--python', python];
  const progress = isTold ? 'on' : 'off';
  const options = ['--disable-pip-version-check', '--no-warn-script-location', '--progress-bar', progress];
  const module = ['pip', ...other, 'install', ...options, requirement] as const;
  if (await runPythonModule(hasPip ? python : base, module, output)) return;
  const reason = isTold ? 'pip says why above.' : lastLine(printed);
  throw new NotebookError(`${requirement} could not be installed: ${reason}`);
}

/** The first Python 3 that can make an environment and has a pip. */
export function findPython(): string | undefined {
  const test = 'import sys, venv, pip; sys.exit(sys.version_info < (3, 10))';
  const hasPip = (command: string) => spawnSync(command, ['-c', test], { stdio: 'ignore' }).status === 0;
  return (IS_WINDOWS ? ['py', 'python'] : ['python3', 'python']).find(hasPip);
}

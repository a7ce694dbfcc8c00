/** Which Jupyter there is: the machine's own, else one that is put into the project. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotebookError } from '../../cells/document';
import { runPythonModule } from './pythonModule';

/** The version that is installed where there is none; the one that the tests use. */
const JUPYTERLAB = 'jupyterlab==4.6.6';

const NO_PYTHON = `There is no Jupyter here, and no Python 3 with pip to install one: install Python 3.10 or later with pip, or JupyterLab 4.`;
const IS_WINDOWS = process.platform === 'win32';

/** A program and its first arguments: `jupyter lab` or `jupyter notebook`. */
export type Program = readonly [command: string, ...first: string[]];

/** JupyterLab 4 or later of the machine, else its Notebook 6 or later; undefined when PATH has neither. */
export function findJupyter(): Program | undefined {
  if (majorVersion('jupyter', ['lab', '--version']) >= 4) return ['jupyter', 'lab'];
  return majorVersion('jupyter', ['notebook', '--version']) >= 6 ? ['jupyter', 'notebook'] : undefined;
}

/**
 * JupyterLab in `venv`, installed there with a line of progress if it is not yet. Throws NotebookError when the machine
 * has no Python 3 with pip, or the installation fails.
 */
export async function installJupyter(venv: string, print: (line: string) => void): Promise<Program> {
  const python = join(venv, IS_WINDOWS ? 'Scripts/python.exe' : 'bin/python');
  const done = join(venv, `${JUPYTERLAB}.installed`);
  if (!existsSync(done)) {
    const base = findPython();
    if (base === undefined) throw new NotebookError(NO_PYTHON);
    print(`There is no JupyterLab 4 on PATH. ${JUPYTERLAB} is put into ${venv}, once (240 MB) …`);
    rmSync(venv, { recursive: true, force: true });
    mkdirSync(dirname(venv), { recursive: true });
    await install(base, venv, python);
    writeFileSync(done, '');
  }
  return [python, '-m', 'jupyterlab'];
}

/** Debian packs the pip for new environments apart, in python3-venv; the machine's own pip can do it as well. */
async function install(base: string, venv: string, python: string): Promise<void> {
  const hasPip =
    (await runPythonModule(base, ['venv', venv], 'ignore')) ||
    !(await runPythonModule(base, ['venv', '--without-pip', venv], 'inherit'));
  const other = hasPip ? [] : ['--python', python];
  const options = ['--disable-pip-version-check', '--no-warn-script-location', '--progress-bar', 'on'];
  const module = ['pip', ...other, 'install', ...options, JUPYTERLAB] as const;
  if (await runPythonModule(hasPip ? python : base, module, 'inherit')) return;
  throw new NotebookError(`${JUPYTERLAB} could not be installed: pip says why above.`);
}

/** The first Python 3 that can make an environment and has a pip. */
export function findPython(): string | undefined {
  const test = 'import sys, venv, pip; sys.exit(sys.version_info < (3, 10))';
  const hasPip = (command: string) => spawnSync(command, ['-c', test], { stdio: 'ignore' }).status === 0;
  return (IS_WINDOWS ? ['py', 'python'] : ['python3', 'python']).find(hasPip);
}

/** The first number that the program prints; 0 when it cannot be run. */
function majorVersion(command: string, args: readonly string[]): number {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? Number.parseInt(stdout, 10) || 0 : 0;
}

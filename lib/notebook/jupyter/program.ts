/** Which Jupyter there is: the machine's own, else one that is put into the project. */
import { spawnSync } from 'node:child_process';
import { NotebookError } from '../../cells/document';
import { environmentPython } from './python';

/** The version that is installed where there is none; the one that the tests use. */
const JUPYTERLAB = 'jupyterlab==4.6.6';

const NO_PYTHON = `There is no Jupyter here, and no Python 3 with pip to install one: install Python 3.10 or later with pip, or JupyterLab 4.`;

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
  const python = await environmentPython({
    venv,
    requirement: JUPYTERLAB,
    isTold: true,
    announce: () => print(`There is no JupyterLab 4 on PATH. ${JUPYTERLAB} is put into ${venv}, once (240 MB) …`),
  });
  if (python === undefined) throw new NotebookError(NO_PYTHON);
  return [python, '-m', 'jupyterlab'];
}

/** The first number that the program prints; 0 when it cannot be run. */
function majorVersion(command: string, args: readonly string[]): number {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? Number.parseInt(stdout, 10) || 0 : 0;
}

/** A JupyterLab for tests: the machine's, else the one that `npm run lab` installs, on copies in a folder of its own. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Notebook } from '../../lib/cells/document';
import { notebookText } from '../../lib/cells/nbformat';
import { readNotebook } from '../../lib/notebook/format/notebookFile';
import { selectNotebooks } from '../../lib/notebook/format/select';
import { makeCopies } from '../../lib/notebook/jupyter/copies';
import { jupyterEnvironment, jupyterFolders } from '../../lib/notebook/jupyter/folders';
import { findJupyter, installJupyter } from '../../lib/notebook/jupyter/program';
import { findPython } from '../../lib/notebook/jupyter/python';
import { startJupyter } from '../../lib/notebook/jupyter/server';
import { writeShare } from '../../lib/notebook/jupyter/share';
import { widgetExtension } from '../../lib/notebook/jupyter/widgetExtension';
import { trialNotebook, until } from '../notebook/trial';

const PROJECT = resolve(__dirname, '../..');

/** Why these tests are skipped. */
export const NO_JUPYTER = 'There is neither JupyterLab 4 on PATH nor Python 3.10 with pip to install it.';

/** Whether this machine can have a JupyterLab. */
export const hasJupyter = (): boolean => findJupyter()?.[1] === 'lab' || findPython() !== undefined;

/** A running JupyterLab. */
export interface Lab {
  /** The address of a notebook's page, with the token that opens it. */
  address(notebook: string): string;
  /** The copy of a notebook as it is now. */
  read(notebook: string): Notebook;
  /** Adds a notebook `name` with these code cells. */
  add(name: string, ...sources: string[]): void;
  /** Adds a notebook under its name. */
  put(notebook: Notebook): void;
  /** Ends the server, if it still runs, and removes the folder; the exit code. */
  end(): Promise<number>;
}

/** Starts a JupyterLab that ends kernels which no page shows after `cullAfter` seconds. */
export async function startLab(cullAfter: number): Promise<Lab> {
  const found = findJupyter();
  const program = found?.[1] === 'lab' ? found : await installJupyter(jupyterFolders(PROJECT).venv, console.log);
  const root = mkdtempSync(join(tmpdir(), 'chainwalk-jupyterlab-'));
  const folders = jupyterFolders(root);
  const folder = makeCopies(PROJECT, root, selectNotebooks(join(PROJECT, 'notebooks'), []));
  writeShare(folders, [await widgetExtension()]);
  mkdirSync(folders.runtime);
  const environment = jupyterEnvironment(folders);
  const server = startJupyter(program, { folder, port: 0, openBrowser: false, environment, cullAfter });
  const described = () => readdirSync(folders.runtime).find((name) => /^jpserver-\d+\.json$/.test(name));
  await until(() => described() !== undefined, 60_000);
  const { url, token } = JSON.parse(readFileSync(join(folders.runtime, described() ?? ''), 'utf8'));
  return {
    address: (notebook) => `${url}lab/tree/${notebook}.ipynb?reset&token=${token}`,
    read: (notebook) => readNotebook(join(folder, `${notebook}.ipynb`)),
    add: (name, ...sources) => writeFileSync(join(folder, `${name}.ipynb`), notebookText(trialNotebook(...sources))),
    put: (notebook) => writeFileSync(join(folder, `${notebook.name}.ipynb`), notebookText(notebook)),
    end: async () => {
      server.end();
      const exitCode = await server.ended;
      rmSync(root, { recursive: true, force: true });
      return exitCode;
    },
  };
}

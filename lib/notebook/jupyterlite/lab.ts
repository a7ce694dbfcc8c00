/** JupyterLite with the notebooks and a Jupyter kernel for them: JupyterLab as static files, whose cells run in the browser. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Notebook, NotebookError } from '../../cells/document';
import { chartRenderer } from '../jupyter/chartExtension';
import { jupyterEnvironment, jupyterFolders } from '../jupyter/folders';
import { lastLine } from '../jupyter/lastLine';
import { type Prebuilt, writePrebuilt } from '../jupyter/prebuilt';
import { environmentPython } from '../jupyter/python';
import { runPythonModule } from '../jupyter/pythonModule';
import { LAB_SETTINGS } from '../jupyter/share';
import { widgetExtension } from '../jupyter/widgetExtension';
import { writeJson } from '../jupyter/writeJson';
import { LISTING, writeContents } from './contents';
import { completePages } from './pages';

/** The version that is built; the one that the tests use. */
export const JUPYTERLITE = 'jupyterlite-core==0.8.6';

/** The assets of the site, seen from the script of an extension: `lab/extensions/NAME/static/`. */
const ASSETS = '../../../../assets/';

/** Fonts in formats for browsers that run no module anyway: each is there as WOFF 2, too. */
const OLD_FONT = /[\\/]fa-[\w-]+\.(?:eot|svg|ttf)$/;

/** What its pages are told. */
const SETTINGS = {
  appName: 'chainwalk',
  defaultKernelName: 'tslab',
  contentsAllJsonFile: LISTING,
  // It would give kernels files, which ours has of its own, at the price of a program that outlives the page.
  disabledExtensions: ['@jupyterlite/application-extension:service-worker-manager'],
  settingsOverrides: LAB_SETTINGS,
} as const;

/** What a JupyterLite is built of. */
export interface LabParts {
  readonly notebooks: readonly Notebook[];
  /** The folder of the site's bundled programs. */
  readonly programs: string;
  /** The folder of the project, which keeps what builds it. */
  readonly project: string;
  /** Takes a line of progress. */
  readonly print: (line: string) => void;
}

/** Writes it into `folder`. Rejects with a NotebookError where there is no Python to build it with, or that fails. */
export async function writeLab(folder: string, { notebooks, programs, project, print }: LabParts): Promise<void> {
  const { lite } = jupyterFolders(project);
  const announce = () => print(`${JUPYTERLITE} is put into ${relative(project, lite)}/, once (45 MB) …`);
  const python = await environmentPython({ venv: lite, requirement: JUPYTERLITE, isTold: false, announce });
  if (python === undefined) throw new NotebookError('there is no Python 3.10 or later with pip to build it.');
  const draft = mkdtempSync(join(tmpdir(), 'chainwalk-lite-'));
  try {
    const kernel = readFileSync(join(programs, 'file', 'jupyterlite.js'), 'utf8');
    await build(python, draft, [
      chartRenderer(`${ASSETS}plotly.min.js`),
      { name: 'chainwalk-kernel', kind: 'extension', script: kernel },
      await widgetExtension(),
    ]);
    const built = join(draft, 'built');
    writeContents(built, notebooks);
    completePages(built);
    cpSync(built, folder, { recursive: true, filter: (path) => !OLD_FONT.test(path) });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Builds a JupyterLite with `extensions` into the folder `built` of `draft`. */
async function build(python: string, draft: string, extensions: readonly Prebuilt[]): Promise<void> {
  for (const extension of extensions) writePrebuilt(join(draft, 'sources'), extension);
  writeJson(join(draft, 'jupyter_lite_config.json'), {
    LiteBuildConfig: {
      apps: ['lab'],
      federated_extensions: extensions.map(({ name }) => `sources/${name}`),
      ignore_sys_prefix: true,
      no_sourcemaps: true,
      output_dir: join(draft, 'built'),
    },
  });
  writeJson(join(draft, 'jupyter-lite.json'), {
    'jupyter-lite-schema-version': 0,
    'jupyter-config-data': SETTINGS,
  });
  let printed = '';
  const keep = (text: string) => {
    printed += text;
  };
  // Settings of the user's own Jupyter are not for it.
  const env = { ...process.env, ...jupyterEnvironment(jupyterFolders(draft)), PYTHONWARNINGS: 'ignore' };
  if (await runPythonModule(python, ['jupyterlite_core', 'build'], keep, { cwd: draft, env })) return;
  throw new NotebookError(`jupyter lite could not build it: ${lastLine(printed)}`);
}

/**
 * What Jupyter is given: the kernelspec, which names this very Node.js and this very package, so that it works whatever
 * PATH a front end has; and the extensions that draw charts, with plotly.js beside them, so that no network is needed.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { JUPYTER_KERNEL_SETTINGS } from '../run/kernelClient';
import { CLASSIC_EXTENSION, LAB_EXTENSION } from './chartExtension';
import type { JupyterFolders } from './folders';

/** Of JupyterLab 4 and Notebook 7; the name is also the folder's. */
const LAB_NAME = 'chainwalk-charts';

/** Defaults that a learner can change in JupyterLab. */
const LAB_SETTINGS = {
  // Nothing is asked of the network, and nobody is asked whether it may be.
  '@jupyterlab/apputils-extension:notification': { checkForUpdates: false, fetchNews: 'false' },
  // Cells out of sight stay in the page, so that a chart keeps its zoom and the page does not jump.
  '@jupyterlab/notebook-extension:tracker': { windowingMode: 'none' },
};

/** Settings that Jupyter reads when it starts, which are Python: it ends when its standard input does (server.ts). */
const END_WITH_PARENT = `import os, signal, threading

def end_with_parent():
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=end_with_parent, daemon=True).start()
`;
/** Of JupyterLab 4 and Notebook 7, and of the classic Notebook 6. */
const SETTINGS_FILES = ['jupyter_server_config.py', 'jupyter_notebook_config.py'] as const;

/** Writes kernelspec, extensions and settings into `folders`, in place of earlier ones. */
export function writeShare({ share, config }: JupyterFolders): void {
  rmSync(share, { recursive: true, force: true });
  writeJson(join(share, 'kernels', 'tslab', 'kernel.json'), {
    argv: [process.execPath, kernelProgram(), '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'signal',
    env: JUPYTER_KERNEL_SETTINGS,
  });
  writeLabExtension(join(share, 'labextensions', LAB_NAME));
  writeClassicExtension(join(share, 'nbextensions', LAB_NAME));
  writeJson(join(config, 'nbconfig', 'notebook.json'), { load_extensions: { [`${LAB_NAME}/main`]: true } });
  writeJson(join(config, 'labconfig', 'default_setting_overrides.json'), LAB_SETTINGS);
  for (const name of SETTINGS_FILES) writeFileSync(join(config, name), END_WITH_PARENT);
}

/** A prebuilt extension, written by hand: what a bundler would make of it is a script that says what it offers. */
function writeLabExtension(folder: string): void {
  const build = { load: 'static/remoteEntry.js', mimeExtension: './mimeExtension' };
  writeJson(join(folder, 'package.json'), { name: LAB_NAME, version: '1.0.0', jupyterlab: { _build: build } });
  writeScript(join(folder, 'static', 'remoteEntry.js'), LAB_EXTENSION);
}

function writeClassicExtension(folder: string): void {
  writeScript(join(folder, 'main.js'), CLASSIC_EXTENSION);
}

/** Writes a script, and plotly.js beside it. */
function writeScript(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  copyFileSync(require.resolve('plotly.js'), join(dirname(path), 'plotly.min.js'));
}

function writeJson(path: string, value: object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The compiled program of the kernel's process: beside this file, or in dist when this file is run from its source. */
function kernelProgram(): string {
  const [built, fromSource] = [
    join(__dirname, '../kernel/jupyterHost.js'),
    join(__dirname, '../../dist/notebook/kernel/jupyterHost.js'),
  ];
  return existsSync(built) ? built : fromSource;
}

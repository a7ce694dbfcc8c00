/**
 * What Jupyter is given: the kernelspec, which names this very Node.js and this very package, so that it works whatever
 * PATH a front end has; and the extensions that draw charts, with plotly.js beside them, so that no network is needed.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtFile, packageFile } from '../../node/packageFile';
import { JUPYTER_KERNEL_SETTINGS } from '../run/kernelClient';
import { chartExtension } from './chartExtension';
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

/** Settings of whatever Jupyter starts (jupyter_config), of JupyterLab 4 and Notebook 7, and of the classic Notebook 6. */
const SETTINGS_FILES = [
  'jupyter_config.py',
  'jupyter_server_config.py',
  'jupyter_lab_config.py',
  'jupyter_notebook_config.py',
] as const;

/** Writes kernelspec, extensions and settings into `folders`, in place of earlier ones. */
export function writeShare({ share, config }: JupyterFolders): void {
  rmSync(share, { recursive: true, force: true });
  writeJson(join(share, 'kernels', 'tslab', 'kernel.json'), {
    argv: [process.execPath, builtFile('notebook/kernel/jupyterHost.js'), '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'signal',
    env: JUPYTER_KERNEL_SETTINGS,
  });
  writeLabExtension(join(share, 'labextensions', LAB_NAME));
  writeClassicExtension(join(share, 'nbextensions', LAB_NAME));
  writeJson(join(config, 'nbconfig', 'notebook.json'), { load_extensions: { [`${LAB_NAME}/main`]: true } });
  writeJson(join(config, 'labconfig', 'default_setting_overrides.json'), LAB_SETTINGS);
  for (const name of SETTINGS_FILES) copyFileSync(packageFile('notebook/jupyter/settings.py'), join(config, name));
}

/** A prebuilt extension, written by hand: what a bundler would make of it is a script that says what it offers. */
function writeLabExtension(folder: string): void {
  const build = { load: 'static/remoteEntry.js', mimeExtension: './mimeExtension' };
  writeJson(join(folder, 'package.json'), { name: LAB_NAME, version: '1.0.0', jupyterlab: { _build: build } });
  writeScript(join(folder, 'static', 'remoteEntry.js'), chartExtension('lab'));
}

function writeClassicExtension(folder: string): void {
  writeScript(join(folder, 'main.js'), chartExtension('classic'));
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

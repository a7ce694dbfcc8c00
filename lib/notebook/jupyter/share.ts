/**
 * What Jupyter is given: the kernelspec, which names this very Node.js and this very package, so that it works whatever
 * PATH a front end has; and the extensions that draw charts, with plotly.js beside them, so that no network is needed.
 */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../node/makeFolder';
import { builtFile, packageFile } from '../../node/packageFile';
import { JUPYTER_KERNEL_SETTINGS } from '../run/kernelClient';
import { CHARTS, chartExtension, chartRenderer, PLOTLY_FILE } from './chartExtension';
import type { JupyterFolders } from './folders';
import { type Prebuilt, writePrebuilt } from './prebuilt';
import { writeJson } from './writeJson';

/** Defaults that a learner can change in JupyterLab. */
export const LAB_SETTINGS = {
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

/** Writes kernelspec, extensions and settings into `folders`, in place of earlier ones; `more` are extensions for JupyterLab besides that for charts. */
export function writeShare({ share, config }: JupyterFolders, more: readonly Prebuilt[]): void {
  rmSync(share, { recursive: true, force: true });
  writeJson(join(share, 'kernels', 'tslab', 'kernel.json'), {
    argv: [process.execPath, builtFile('notebook/kernel/jupyterHost.js'), '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'signal',
    env: JUPYTER_KERNEL_SETTINGS,
  });
  copyPlotly(writePrebuilt(join(share, 'labextensions'), chartRenderer()));
  for (const extension of more) writePrebuilt(join(share, 'labextensions'), extension);
  writeClassicExtension(join(share, 'nbextensions', CHARTS));
  writeJson(join(config, 'nbconfig', 'notebook.json'), { load_extensions: { [`${CHARTS}/main`]: true } });
  writeJson(join(config, 'labconfig', 'default_setting_overrides.json'), LAB_SETTINGS);
  for (const name of SETTINGS_FILES) copyFileSync(packageFile('notebook/jupyter/settings.py'), join(config, name));
}

function writeClassicExtension(folder: string): void {
  makeFolder(folder);
  writeFileSync(join(folder, 'main.js'), chartExtension('classic'));
  copyPlotly(folder);
}

/** Lays plotly.js beside a script. */
function copyPlotly(folder: string): void {
  copyFileSync(require.resolve('plotly.js'), join(folder, PLOTLY_FILE));
}

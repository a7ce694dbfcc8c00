/** Where Jupyter finds and keeps its things when the series is opened in it: in the project, and nowhere else. */
import { join } from 'node:path';

/** Folders below `.jupyter/` of the project; git ignores it. */
export interface JupyterFolders {
  /** The kernelspec and the chart extension, written anew at each start: what JUPYTER_PATH has to name. */
  readonly share: string;
  /** Settings of Jupyter's own pages. */
  readonly config: string;
  /** What Jupyter remembers, such as which notebooks are trusted. */
  readonly data: string;
  /** Connection files and addresses of what runs. */
  readonly runtime: string;
  /** JupyterLab, where the machine has none. */
  readonly venv: string;
  /** What builds JupyterLite. */
  readonly lite: string;
}

/** The folders of the project in `root`. */
export function jupyterFolders(root: string): JupyterFolders {
  const at = (name: string) => join(root, '.jupyter', name);
  return {
    share: at('share'),
    config: at('config'),
    data: at('data'),
    runtime: at('runtime'),
    venv: at('venv'),
    lite: at('lite'),
  };
}

/** The environment variables that keep a Jupyter inside `folders`; IPython's folder too, though no Python kernel runs. */
export function jupyterEnvironment({ share, config, data, runtime }: JupyterFolders): Readonly<Record<string, string>> {
  return {
    JUPYTER_PATH: share,
    JUPYTER_CONFIG_DIR: config,
    // What is named here counts before what a site has in its own folders.
    JUPYTER_CONFIG_PATH: config,
    JUPYTER_DATA_DIR: data,
    JUPYTER_RUNTIME_DIR: runtime,
    IPYTHONDIR: data,
  };
}

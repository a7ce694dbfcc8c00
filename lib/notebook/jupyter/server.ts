/** A Jupyter server in a process of its own. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { NotebookError } from '../../cells/document';
import type { Program } from './program';

/** How a server is run. */
export interface ServerOptions {
  /** The folder that it shows. */
  readonly folder: string;
  /** The port to listen on, on the loopback interface; 0 for any that is free, undefined for 8888 or the next free one. */
  readonly port: number | undefined;
  readonly openBrowser: boolean;
  /** The notebook of the folder that it opens with; its page of files if there is none. */
  readonly notebook?: string | undefined;
  /** What is added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** A Jupyter kernel that no browser has been looking at for so long, in seconds, is ended. */
  readonly cullAfter?: number;
}

/** A server that runs. */
export interface Server {
  /** Its exit code, once it has ended and its Jupyter kernels with it; 0 when it was told to. Rejects when it cannot be started. */
  readonly ended: Promise<number>;
  /** Tells it to end, and kills it when it takes longer than ten seconds; its Jupyter kernels then notice by themselves. */
  end(): void;
}

const CULL_AFTER = 600;
const END_MS = 10_000;

/**
 * Starts `program`, which prints the address that it serves at. Its standard input is a pipe that closes when this process
 * ends, however that comes about; Jupyter's settings (settings.py) see to it that it ends then, too.
 */
export function startJupyter(program: Program, options: ServerOptions): Server {
  const [command, ...first] = program;
  const token = process.env.JUPYTER_TOKEN || randomBytes(24).toString('hex');
  const env = { ...process.env, ...options.environment, JUPYTER_TOKEN: token };
  const child = spawn(command, [...first, ...serverArguments(options)], { env, stdio: ['pipe', 'inherit', 'inherit'] });
  let isToEnd = false;
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(new NotebookError(`Jupyter could not be started: ${error.message}.`)));
    child.once('exit', (code) => resolve(isToEnd ? 0 : (code ?? 1)));
  });
  const end = () => {
    isToEnd = true;
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), END_MS).unref();
  };
  return { ended, end };
}

/** In the words that JupyterLab 4, Notebook 7 and the classic Notebook 6 all understand. */
function serverArguments({ folder, port, openBrowser, notebook, cullAfter = CULL_AFTER }: ServerOptions): string[] {
  return [
    `--notebook-dir=${folder}`,
    // Whatever a site has set; settings.py says the rest.
    '--ip=127.0.0.1',
    ...(port === undefined ? [] : [`--port=${port}`, '--port-retries=0']),
    ...(openBrowser ? [] : ['--no-browser']),
    ...(notebook === undefined ? [] : firstPage(`${encodeURIComponent(notebook)}.ipynb`)),
    // Ctrl-C has been meant, and a container's root may start it.
    '-y',
    ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    // Warnings are about Jupyter's own settings, and that outputs from elsewhere are not trusted; addresses are printed all the same.
    '--Application.log_level=ERROR',
    '--KernelSpecManager.ensure_native_kernel=False',
    '--MultiKernelManager.default_kernel_name=tslab',
    '--KernelSpecManager.allowed_kernelspecs=tslab',
    `--MappingKernelManager.cull_idle_timeout=${cullAfter}`,
    `--MappingKernelManager.cull_interval=${Math.min(60, Math.ceil(cullAfter / 3))}`,
  ];
}

/** The page of `file` as the first one, in the words of each of them; they pass over those of the others. */
function firstPage(file: string): string[] {
  return [
    `--LabApp.default_url=/lab/tree/${file}`,
    `--JupyterNotebookApp.default_url=/notebooks/${file}`,
    `--NotebookApp.default_url=/notebooks/${file}`,
  ];
}

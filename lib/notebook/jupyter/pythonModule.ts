/** Modules of Python that take long, as pip does: they end when this process ends, however that comes about. */
import { spawn } from 'node:child_process';

/** How long a module has to put away what it made when it is told to end. */
const END_MS = 5000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const IS_WINDOWS = process.platform === 'win32';

/**
 * `python -m`, in a process that ends when its standard input does. It is told as by Ctrl-C, which lets pip remove its temporary
 * files, and with it the processes that it started.
 */
const RUN_MODULE = `
import os, runpy, signal, sys, threading, time
def end_with_parent():
    while os.read(0, 1024):
        pass
    if not hasattr(os, "killpg"):
        os._exit(1)
    os.killpg(0, signal.SIGINT)
    time.sleep(${END_MS / 1000})
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=end_with_parent, daemon=True).start()
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
`;

/** What becomes of what a module prints: a function takes it piece by piece. */
export type ModuleOutput = 'ignore' | 'inherit' | ((text: string) => void);

/**
 * Runs `python -m module …` of the interpreter `python`, in this process's folder and environment or in those that are given; whether it
 * succeeded. A signal that tells this process to end ends the module first, and then this process.
 */
export function runPythonModule(
  python: string,
  module: readonly [name: string, ...args: string[]],
  output: ModuleOutput,
  surroundings: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<boolean> {
  const stdio = typeof output === 'string' ? output : 'pipe';
  // Of a group of its own, which has what it starts in it.
  const child = spawn(python, ['-c', RUN_MODULE, ...module], {
    ...surroundings,
    stdio: ['pipe', stdio, stdio],
    detached: !IS_WINDOWS,
  });
  if (typeof output !== 'string')
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', output);
  return new Promise((resolve) => {
    let received: NodeJS.Signals | undefined;
    const end = (signal: NodeJS.Signals) => {
      received = signal;
      // Its end is told by the pipe, whatever it is doing.
      child.stdin?.end();
    };
    for (const signal of SIGNALS) process.on(signal, end);
    const finish = (succeeded: boolean) => {
      for (const signal of SIGNALS) process.off(signal, end);
      // Whoever started this process sees the usual exit status.
      if (received !== undefined) process.kill(process.pid, received);
      resolve(succeeded);
    };
    child.once('error', () => finish(false));
    child.once('close', (code) => finish(code === 0));
  });
}

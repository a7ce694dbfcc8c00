/** The program of a blocking worker: answers requests one after the other, and says in `signal` up to which it has. */
import { readFileSync } from 'node:fs';
import { type MessagePort, workerData } from 'node:worker_threads';

/** A worker's reply to the request of the same id. */
export type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

/** What a worker is started with. */
export interface WorkerData {
  readonly port: MessagePort;
  /** The number of the last request that was answered. */
  readonly signal: Int32Array;
  /** The file that exports `answer`. */
  readonly entry: string;
  /** Where the compiler is, if the file has to be compiled: there is no build in tests. */
  readonly typescript?: string;
}

type Answer = (request: unknown) => unknown;

const { port, signal, entry, typescript } = workerData as WorkerData;

let answer: Answer | undefined;
let last = Promise.resolve();

port.on('message', (message: { readonly id: number; readonly request: unknown }) => {
  last = last.then(() => reply(message));
});

async function reply({ id, request }: { readonly id: number; readonly request: unknown }): Promise<void> {
  port.postMessage(await makeReply(id, request));
  Atomics.store(signal, 0, id);
  Atomics.notify(signal, 0);
}

async function makeReply(id: number, request: unknown): Promise<Reply> {
  try {
    answer ??= loadAnswer();
    return { id, value: await answer(request) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

function loadAnswer(): Answer {
  if (typescript !== undefined) compileOnRequire(typescript);
  return (require(entry) as { readonly answer: Answer }).answer;
}

/** From now on TypeScript is compiled as it is required. */
function compileOnRequire(path: string): void {
  const { transpileModule, ModuleKind, ScriptTarget } = require(path) as typeof import('typescript');
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
  require.extensions['.ts'] = (module, file) => {
    const { outputText } = transpileModule(readFileSync(file, 'utf8'), { compilerOptions });
    (module as NodeJS.Module & { _compile(code: string, file: string): void })._compile(outputText, file);
  };
}

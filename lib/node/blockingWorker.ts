/**
 * A worker thread that draws while the caller waits for it, so that drawing looks synchronous although it needs libraries
 * that load for a second or start asynchronously. They load beside the caller's own work if they are started early.
 *
 * A worker's module exports `answer`, from a request to a reply or the promise of one. Requests are answered in order;
 * their number in `signal` is what the caller waits for. The worker keeps no process alive.
 */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Reply, WorkerData } from './workerLoop';

/** A worker thread whose replies the caller waits for. */
export interface BlockingWorker<Request, Value> {
  /** Sends a request without waiting; its reply is dropped. */
  tell(request: Request): void;
  /** Sends a request and blocks until it is answered. Throws what went wrong. */
  ask(request: Request): Value;
}

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly signal: Int32Array;
  sent: number;
}

function startThread(module: string): Thread {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const ending = extname(__filename);
  const file = (name: string) => join(__dirname, `${name}${ending}`);
  const workerData: WorkerData = { port: port2, signal, entry: file(module) };
  const options = { transferList: [port2], execArgv: [] };
  const worker =
    ending === '.ts'
      ? new Worker(compile(file('workerLoop')), {
          ...options,
          workerData: { ...workerData, typescript: require.resolve('typescript') },
          eval: true,
        })
      : new Worker(file('workerLoop'), { ...options, workerData });
  worker.unref();
  port1.unref();
  return { worker, port: port1, signal, sent: 0 };
}

/** The worker's program where there is no build, as in tests. */
function compile(file: string): string {
  const { transpileModule, ModuleKind, ScriptTarget } = require('typescript') as typeof import('typescript');
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  return transpileModule(readFileSync(file, 'utf8'), { compilerOptions }).outputText;
}

/** Blocks until request `id` is answered; false after `patience` ms. */
function waitFor({ signal }: Thread, id: number, patience: number): boolean {
  const end = performance.now() + patience;
  for (let done = Atomics.load(signal, 0); done < id; done = Atomics.load(signal, 0)) {
    const left = end - performance.now();
    if (left <= 0) return false;
    Atomics.wait(signal, 0, done, left);
  }
  return true;
}

/** The reply to request `id`; earlier ones, of requests that were given up, are dropped. */
function takeReply({ port }: Thread, id: number): Reply {
  for (;;) {
    const { message } = receiveMessageOnPort(port) as { message: Reply };
    if (message.id === id) return message;
  }
}

/** A worker that runs the named module of this folder. It starts with the first request, and anew if it has died. */
export function createBlockingWorker<Request, Value>(
  module: string,
  patience = 120_000,
): BlockingWorker<Request, Value> {
  let running: Thread | undefined;
  const send = (request: Request): Thread => {
    if (!running) {
      const thread = startThread(module);
      const forget = (): void => {
        if (running === thread) running = undefined;
      };
      thread.worker.once('error', forget).once('exit', forget);
      running = thread;
    }
    running.port.postMessage({ id: ++running.sent, request });
    return running;
  };
  return {
    tell(request) {
      send(request);
    },
    ask(request) {
      const thread = send(request);
      const id = thread.sent;
      if (!waitFor(thread, id, patience)) {
        running = undefined;
        void thread.worker.terminate();
        throw new Error(`no answer in ${patience / 1000} s`);
      }
      const reply = takeReply(thread, id);
      if ('error' in reply) throw new Error(reply.error);
      return reply.value as Value;
    },
  };
}

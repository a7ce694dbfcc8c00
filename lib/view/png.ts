/**
 * SVG to PNG, without a browser and without waiting for a promise: resvg (WebAssembly) starts asynchronously, so it lives
 * in a worker thread that starts at the first picture, and the caller blocks until the worker has written its answer.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { fontFaces, fontFile } from './font';

interface Request {
  readonly svg: string;
  readonly scale: number;
}

type Reply = { readonly png: Uint8Array } | { readonly error: string };

interface WorkerSetup {
  readonly port: MessagePort;
  readonly signal: Int32Array;
  readonly module: string;
  readonly wasm: string;
  readonly fonts: readonly Uint8Array[];
}

/** Runs in the worker from its own source text, so it may use nothing from this file. */
function workerMain(): void {
  const { port, signal, module, wasm, fonts } = require('node:worker_threads').workerData as WorkerSetup;
  const { initWasm, Resvg } = require(module) as typeof import('@resvg/resvg-wasm');
  const ready = initWasm(require('node:fs').readFileSync(wasm));
  port.on('message', async ({ svg, scale }: Request) => {
    let reply: Reply;
    try {
      await ready;
      const font = {
        fontBuffers: [...fonts],
        defaultFontFamily: 'Arimo',
        sansSerifFamily: 'Arimo',
        monospaceFamily: 'Cousine',
      };
      reply = { png: new Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, font }).render().asPng() };
    } catch (error) {
      reply = { error: String(error) };
    }
    port.postMessage(reply);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
}

interface Renderer {
  readonly port: MessagePort;
  readonly signal: Int32Array;
}

let renderer: Renderer | undefined;

function startRenderer(): Renderer {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WorkerSetup = {
    port: port2,
    signal,
    module: require.resolve('@resvg/resvg-wasm'),
    wasm: require.resolve('@resvg/resvg-wasm/index_bg.wasm'),
    fonts: fontFaces.map(fontFile),
  };
  const worker = new Worker(`(${workerMain.toString()})()`, {
    eval: true,
    workerData,
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  port1.unref();
  return { port: port1, signal };
}

/** Starts the worker, so that the first picture does not have to wait for it. Does not block. */
export function startPng(): void {
  renderer ??= startRenderer();
}

const patience = 30_000;

/** A PNG file; `scale` is px of the image for each px of the SVG. Throws if the SVG cannot be drawn. */
export function svgToPng(svg: string, scale = 2): Uint8Array {
  renderer ??= startRenderer();
  const { port, signal } = renderer;
  const before = Atomics.load(signal, 0);
  port.postMessage({ svg, scale } satisfies Request);
  if (Atomics.wait(signal, 0, before, patience) === 'timed-out') throw new Error('the picture was not drawn in 30 s');
  const { message } = receiveMessageOnPort(port) as { message: Reply };
  if ('error' in message) throw new Error(`the picture cannot be drawn: ${message.error}`);
  return message.png;
}

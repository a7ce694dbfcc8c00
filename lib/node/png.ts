/** SVG to PNG, without a browser and without waiting for a promise: a worker draws while the caller waits. */
import { createBlockingWorker } from './blockingWorker';
import type { PngRequest } from './pngWorker';

const worker = createBlockingWorker<PngRequest | undefined, Uint8Array>('pngWorker');

/** Makes the worker ready, so that the first picture does not have to wait for it. Does not block. */
export function startPng(): void {
  worker.tell(undefined);
}

/** A PNG file; `scale` is px of the image for each px of the SVG. Throws if the SVG cannot be drawn. */
export function svgToPng(svg: string, scale = 2): Uint8Array {
  try {
    return worker.ask({ svg, scale });
  } catch (error) {
    throw new Error(`the picture cannot be drawn: ${(error as Error).message}`);
  }
}

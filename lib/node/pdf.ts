/** SVG to PDF, without a browser and without waiting for a promise: a worker draws while the caller waits. */
import { createBlockingWorker } from './blockingWorker';
import { requirePdfmake } from './pdfmake';
import type { PdfRequest } from './pdfWorker';

const worker = createBlockingWorker<PdfRequest, Uint8Array>('pdfWorker');

/** A PDF file of one page that is as large as the picture. Throws if pdfmake is not installed, and if the SVG cannot be drawn. */
export function svgToPdf(title: string, svg: string): Uint8Array {
  requirePdfmake();
  try {
    return worker.ask({ title, svg });
  } catch (error) {
    throw new Error(`the picture cannot be drawn: ${(error as Error).message}`);
  }
}

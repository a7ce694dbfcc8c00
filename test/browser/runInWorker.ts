/** Cells in the worker that pages run them in. */
import type { Page } from 'playwright-core';
import type { KernelReport } from '../../lib/browser/kernel/protocol';
import { type Output, OutputCollector } from '../../lib/cells/output';

/** What came of a list of cells. */
export interface Run {
  readonly outputs: readonly (readonly Output[])[];
  readonly failure: (KernelReport & { readonly kind: 'end' })['failure'] | undefined;
  readonly failedCell: number | undefined;
}

/** Runs cells in a new worker of `page`, which is one of the site. */
export async function runInWorker(page: Page, cells: readonly string[]): Promise<Run> {
  const reports = await page.evaluate(
    (sources) =>
      new Promise<KernelReport[]>((resolve, reject) => {
        const found: KernelReport[] = [];
        const worker = new Worker('assets/kernel.js', { type: 'module' });
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }: MessageEvent<KernelReport>) => {
          found.push(data);
          if (data.kind !== 'done') return;
          worker.terminate();
          resolve(found);
        };
        worker.postMessage({ kind: 'open', data: new URL('assets/data.json', location.href).href });
        worker.postMessage({ kind: 'run', cells: sources });
      }),
    cells,
  );
  const collector = new OutputCollector(cells.length);
  for (const report of reports)
    if (report.kind === 'output') collector.receive(report.cell, report.type, report.content);
  const failed = reports.find((report) => report.kind === 'end' && report.failure !== undefined);
  return {
    outputs: cells.map((_, index) => collector.outputs(index + 1)),
    failure: failed?.kind === 'end' ? failed.failure : undefined,
    failedCell: failed?.kind === 'end' ? failed.cell : undefined,
  };
}

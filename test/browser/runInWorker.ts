/** Cells in the worker that pages run them in. */
import type { Page } from 'playwright-core';
import type { KernelReport, KernelRequest } from '../../lib/browser/kernel/protocol';
import { type Output, OutputCollector } from '../../lib/cells/output';

/** What came of a list of cells. */
export interface Run {
  readonly outputs: readonly (readonly Output[])[];
  readonly failure: (KernelReport & { readonly kind: 'end' })['failure'] | undefined;
  readonly failedCell: number | undefined;
}

/** What a worker is asked to run. */
export type RunRequest = Omit<KernelRequest & { readonly kind: 'run' }, 'kind'>;

/** What a new worker of `page`, which is one of the site, reports of one run after another. */
export function reportsOf(page: Page, runs: readonly RunRequest[]): Promise<readonly KernelReport[]> {
  return page.evaluate(
    (requests) =>
      new Promise<KernelReport[]>((resolve, reject) => {
        const found: KernelReport[] = [];
        let left = requests.length;
        const worker = new Worker('assets/kernel.js', { type: 'module' });
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }: MessageEvent<KernelReport>) => {
          found.push(data);
          if (data.kind !== 'done' || --left > 0) return;
          worker.terminate();
          resolve(found);
        };
        worker.postMessage({ kind: 'open', data: new URL('assets/data.json', location.href).href });
        for (const request of requests) worker.postMessage({ kind: 'run', ...request });
      }),
    runs,
  );
}

/** Runs cells in a new worker of `page`. */
export async function runInWorker(page: Page, cells: readonly string[]): Promise<Run> {
  const reports = await reportsOf(page, [{ cells }]);
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

/** The worker that runs a page's cells: the part of a Jupyter kernel, on machines of its own. */
import { Buffer } from 'buffer/';
import { usePlatform } from '../../platform';
import { createImport } from './modules';
import { CellOutput, cellConsole } from './output';
import type { DataPack, KernelReport, KernelRequest } from './protocol';
import { runCells, type Surroundings } from './runCells';
import { TabFiles, tabPlatform, WORKING_FOLDER } from './tabPlatform';

const output = new CellOutput(report);
let opened: Promise<Surroundings> | undefined;
let running = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<KernelRequest>) => {
  if (data.kind === 'open') opened = open(data.data);
  else running = running.then(() => run(data)).catch(reportError);
});

async function open(data: DataPack | string): Promise<Surroundings> {
  const pack = typeof data === 'string' ? ((await (await fetch(data)).json()) as DataPack) : data;
  const files = new TabFiles(pack, (path, bytes) => report({ kind: 'file', cell: output.cell, path, bytes }));
  usePlatform(tabPlatform({ files, display: (bundle) => output.display(bundle) }));
  Object.assign(globalThis, {
    Buffer,
    console: cellConsole(output),
    process: { argv: [], env: {}, platform: 'linux', cwd: () => WORKING_FOLDER, versions: {} },
  });
  return { output, importModule: createImport(files), report };
}

async function run(request: KernelRequest & { readonly kind: 'run' }): Promise<void> {
  if (opened === undefined) throw new Error('the worker was asked to run cells before it was opened');
  await runCells(request, await opened);
}

function report(message: KernelReport): void {
  postMessage(message);
}

/** The worker that runs a page's cells: the part of a Jupyter kernel, on machines of its own. It ends with its run. */
import { Buffer } from 'buffer/';
import { usePlatform } from '../../platform';
import { createImport } from './modules';
import { CellOutput, cellConsole } from './output';
import type { DataPack, KernelReport, KernelRequest } from './protocol';
import { runCells } from './runCells';
import { TabFiles, tabPlatform, WORKING_FOLDER } from './tabPlatform';

const output = new CellOutput(report);
let files: Promise<TabFiles> | undefined;

addEventListener('message', ({ data }: MessageEvent<KernelRequest>) => {
  if (data.kind === 'open') files = open(data.data);
  else run(data.cells).catch(reportError);
});

async function open(data: DataPack | string): Promise<TabFiles> {
  const pack = typeof data === 'string' ? ((await (await fetch(data)).json()) as DataPack) : data;
  const opened = new TabFiles(pack, (path, bytes) => report({ kind: 'file', cell: output.cell, path, bytes }));
  usePlatform(tabPlatform({ files: opened, display: (bundle) => output.display(bundle) }));
  return opened;
}

async function run(cells: readonly string[]): Promise<void> {
  if (files === undefined) throw new Error('the worker was asked to run cells before it was opened');
  Object.assign(globalThis, {
    Buffer,
    console: cellConsole(output),
    process: { argv: [], env: {}, platform: 'linux', cwd: () => WORKING_FOLDER, versions: {} },
  });
  await runCells(cells, { output, importModule: createImport(await files), report });
}

function report(message: KernelReport): void {
  postMessage(message);
}

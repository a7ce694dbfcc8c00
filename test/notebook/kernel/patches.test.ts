/** tslab as it is installed, of another version, and changed inside: what the patches say when they are made. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PATCHES, patchTslab, TSLAB_VERSION } from '../../../lib/notebook/kernel/patches';
import { newLineRecord } from '../../../lib/notebook/kernel/readableErrors';
import { failureText } from '../../../lib/notebook/run/failure';
import { JupyterKernel } from '../../../lib/notebook/run/kernelClient';
import { runNotebook } from '../../../lib/notebook/run/run';
import { trialNotebook } from '../trial';

const PACKAGES = join(__dirname, '../../../node_modules');
const JUPYTER_HOST = join(__dirname, '../../../lib/dist/notebook/kernel/jupyterHost.js');

let folder: string;
let tslab: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-patches-'));
  tslab = join(folder, 'node_modules/tslab');
  mkdirSync(tslab, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A copy of tslab, with `from` in one of its modules replaced by `to`, that finds its own packages. */
function copyTslab(module: string, from: string, to: string): NodeJS.Require {
  cpSync(join(PACKAGES, 'tslab/dist'), join(tslab, 'dist'), { recursive: true });
  cpSync(join(PACKAGES, 'tslab/package.json'), join(tslab, 'package.json'));
  symlinkSync(PACKAGES, join(tslab, 'node_modules'));
  const path = join(tslab, 'dist', module);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  return createRequire(join(tslab, 'dist/main.js'));
}

function patch(require: NodeJS.Require): void {
  const record = newLineRecord();
  patchTslab(require, { documentation: false, lines: record, record });
}

test('each patch is a file, made for the version that is installed, and fits it', () => {
  const folder = dirname(require.resolve('../../../lib/notebook/kernel/patches.ts'));
  // What shows a value is part of the platform, for people's own notebooks show values too.
  const folders = [folder, join(folder, '../../node')];
  for (const { name, needs } of PATCHES) {
    expect(folders.some((one) => existsSync(join(one, `${name}.ts`)))).toBe(true);
    expect(needs).not.toEqual([]);
  }
  expect(JSON.parse(readFileSync(join(PACKAGES, 'tslab/package.json'), 'utf8')).version).toBe(TSLAB_VERSION);
  expect(() => patch(createRequire(join(PACKAGES, 'tslab/dist/main.js')))).not.toThrow();
});

test.each([
  ['cellPrograms', 'converter.js', 'ts.createWatchProgram(', 'ts.createProgram('],
  ['cellLines', 'converter.js', 'ts.transpileModule(', 'ts.transpile('],
  ['readableErrors', 'jupyter.js', 'createWriteToIopub', 'createWriter'],
  ['results', 'executor.js', 'console.log(ret);', 'print(ret);'],
  ['longOutput', 'jupyter.js', 'new zmq.Publisher()', 'new zmq.XPublisher()'],
  ['history', 'jupyter.js', 'handleShellMessage', 'handleShell'],
  ['display', 'jupyter.js', 'lastWriteDisplayData', 'writeDisplay'],
  ['trace', 'executor.js', '%s%d:%d - %s', '%s(%d,%d): %s'],
])('a tslab that lacks what %s changes is refused by that name', (name, module, from, to) => {
  const message = new RegExp(
    `^This tslab 1\\.0\\.22 cannot be used: the patch ${name} needs \`.+\` in \\./${module}, which is not there\\.$`,
  );
  expect(() => patch(copyTslab(module, from, to))).toThrow(message);
});

test('a tslab that lacks what the last patch needs is left as it was', () => {
  const tslab = copyTslab('executor.js', '%s%d:%d - %s', '%s(%d,%d): %s');
  const compiler = tslab.resolve('@tslab/typescript-for-tslab');
  const before = tslab(compiler);
  expect(() => patch(tslab)).toThrow('the patch trace needs');
  expect(tslab(compiler)).toBe(before);
  expect(tslab.cache[tslab.resolve('./converter.js')]).toBeUndefined();
});

test('with a tslab of another version, Jupyter’s log and a run end with one sentence', async () => {
  writeFileSync(join(tslab, 'package.json'), JSON.stringify({ name: 'tslab', version: '2.0.0' }));
  mkdirSync(join(tslab, 'dist'));
  writeFileSync(join(tslab, 'dist/main.js'), '');
  const sentence = 'tslab 2.0.0 cannot be used: it is patched here, as only tslab 1.0.22 can be.';
  const options = { cwd: folder, encoding: 'utf8', timeout: 30_000 } as const;
  expect(spawnSync(process.execPath, [JUPYTER_HOST, 'connection.json'], options)).toMatchObject({
    status: 1,
    stderr: `${sentence}\n`,
  });
  const start = vi.spyOn(JupyterKernel, 'start');
  const run = await runNotebook({ ...trialNotebook('1;'), path: join(folder, 'trial.ipynb') });
  expect(run.failure && failureText(run.failure)).toBe(`trial: ${sentence}`);
  // Another would be as unfit.
  expect(start).toHaveBeenCalledOnce();
});

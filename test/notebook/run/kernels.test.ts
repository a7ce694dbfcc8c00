import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { notebookText } from '../../../lib/cells/nbformat';
import { isAlive, trialNotebook, until } from '../trial';

const COMMAND = join(__dirname, '../../../lib/bin/chainwalk.js');
const ENDLESS = { busy: 'while (true) {}', waiting: 'await new Promise(() => {});' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-test-'));
  mkdirSync(join(folder, 'notebooks'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a run of a notebook for each of `kinds`, which does not end by itself, and waits for their kernels. */
async function endlessRun(...kinds: (keyof typeof ENDLESS)[]): Promise<{ runner: ChildProcess; kernels: number[] }> {
  for (const kind of kinds) {
    const source = `import { writeFileSync } from 'node:fs';\nwriteFileSync('${kind}.new', String(process.pid));`;
    const rename = `import { renameSync } from 'node:fs';\nrenameSync('${kind}.new', '${kind}.pid');`;
    const text = notebookText(trialNotebook(source, rename, ENDLESS[kind]));
    writeFileSync(join(folder, 'notebooks', `${kind}.ipynb`), text);
  }
  const runner = spawn(process.execPath, [COMMAND, 'notebooks'], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: folder },
  });
  const pidFiles = kinds.map((kind) => join(folder, 'notebooks', `${kind}.pid`));
  await until(() => pidFiles.every((file) => existsSync(file)), 40_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { runner, kernels: pidFiles.map((file) => Number(readFileSync(file, 'utf8'))) };
}

test.each([
  ['SIGINT', 'busy'],
  ['SIGTERM', 'waiting'],
] as const)(
  'a runner that gets %s while a %s cell runs leaves no kernel and no connection file',
  async (signal, kind) => {
    const { runner, kernels } = await endlessRun(kind);
    expect(kernels.filter(isAlive)).toEqual(kernels);
    runner.kill(signal);
    await until(() => runner.signalCode !== null || runner.exitCode !== null, 5_000);
    await until(() => !kernels.some(isAlive), 5_000);
    expect(runner.signalCode).toBe(signal);
    expect(readdirSync(folder)).toEqual(['notebooks']);
  },
);

test('kernels whose runner is killed outright end by themselves, whether their cell is busy or waiting', async () => {
  const { runner, kernels } = await endlessRun('busy', 'waiting');
  runner.kill('SIGKILL');
  await until(() => !kernels.some(isAlive), 5_000);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { notebookText } from '../../../lib/notebook/format/nbformat';
import { isAlive, trialNotebook, until } from '../trial';

const COMMAND = join(__dirname, '../../../lib/bin/chainwalk.js');
const ENDLESS = { busy: 'while (true) {}', waiting: 'await new Promise(() => {});' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-test-'));
  mkdirSync(join(folder, 'notebooks'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a run that does not end by itself, and waits for its kernel. */
async function endlessRun(cell: string): Promise<{ runner: ChildProcess; kernel: number }> {
  const source = `import { writeFileSync } from 'node:fs';\nwriteFileSync('pid.new', String(process.pid));`;
  const rename = `import { renameSync } from 'node:fs';\nrenameSync('pid.new', 'pid');`;
  writeFileSync(join(folder, 'notebooks', 'endless.ipynb'), notebookText(trialNotebook(source, rename, cell)));
  const runner = spawn(process.execPath, [COMMAND, 'notebooks', 'endless'], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: folder },
  });
  const pidFile = join(folder, 'notebooks', 'pid');
  await until(() => existsSync(pidFile), 20_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { runner, kernel: Number(readFileSync(pidFile, 'utf8')) };
}

test.each([
  ['SIGINT', 'busy'],
  ['SIGTERM', 'waiting'],
] as const)(
  'a runner that gets %s while a %s cell runs leaves no kernel and no connection file',
  async (signal, kind) => {
    const { runner, kernel } = await endlessRun(ENDLESS[kind]);
    expect(isAlive(kernel)).toBe(true);
    runner.kill(signal);
    await until(() => runner.signalCode !== null || runner.exitCode !== null, 5_000);
    await until(() => !isAlive(kernel), 5_000);
    expect(runner.signalCode).toBe(signal);
    expect(readdirSync(folder)).toEqual(['notebooks']);
  },
);

test.each(['busy', 'waiting'] as const)(
  'a kernel whose runner is killed outright ends by itself, though its cell is %s',
  async (kind) => {
    const { runner, kernel } = await endlessRun(ENDLESS[kind]);
    runner.kill('SIGKILL');
    await until(() => !isAlive(kernel), 5_000);
  },
);

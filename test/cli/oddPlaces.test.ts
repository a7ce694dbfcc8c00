/** Where the programs find themselves: a folder with an odd name, no folder for temporary files, no home, another one that runs already. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { notebookText } from '../../lib/cells/nbformat';
import { trialNotebook } from '../notebook/trial';

const COMMAND = join(__dirname, '../../lib/bin/chainwalk.js');
const ODD = 'a b #1 50% 中文';

let root: string;
let folder: string;
let started: ChildProcess[] = [];
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'chainwalk-odd-')));
  folder = join(root, ODD);
  for (const name of ['notebooks', 'data', 'node_modules', 'tmp']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'notebooks/01-one.ipynb'), notebookText(trialNotebook("console.log('one');")));
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started = [];
  rmSync(root, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly status: Promise<number | null>;
}

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said: () => text, status };
}

test('a notebook runs, and a report is written, in a folder of any name, without a home', async () => {
  const temporary = { TMPDIR: join(folder, 'tmp') };
  const saved = run(['notebooks', '01', '--write'], temporary);
  expect([await saved.status, saved.said()]).toEqual([0, expect.stringContaining('01-one  saved\n')]);
  expect(readFileSync(join(folder, 'notebooks/01-one.ipynb'), 'utf8')).toContain('"one\\n"');
  const report = run(['report', '01'], temporary);
  expect([await report.status, report.said()]).toEqual([0, 'The report is in report/report.html.\n']);
  expect(readFileSync(join(folder, 'report/report.html'), 'utf8')).toContain('one');
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});

test('where there is no folder for temporary files, one sentence says so and nothing is changed', async () => {
  const before = readFileSync(join(folder, 'notebooks/01-one.ipynb'), 'utf8');
  const refused = run(['notebooks', '01', '--write'], {
    TMPDIR: join(folder, 'missing'),
    HOME: join(folder, 'missing'),
  });
  expect(await refused.status).toBeGreaterThan(0);
  expect(refused.said()).toMatch(/^chainwalk: cannot use .*missing\/chainwalk-kernel-\w+: there is no such file\n$/);
  expect(readFileSync(join(folder, 'notebooks/01-one.ipynb'), 'utf8')).toBe(before);
});

test('a book on a port that another one serves on is refused in one sentence, before a notebook runs', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const refused = run(['book', '--port', String(port)]);
  expect(await refused.status).toBe(2);
  other.close();
  expect(refused.said()).toBe(`Port ${port} is taken: choose another with --port, or 0 for any that is free.\n`);
});

test.skipIf(process.platform !== 'linux')(
  'a report where nothing can be written is refused in one sentence',
  async () => {
    const printed = { kind: 'stream' as const, name: 'stdout' as const, text: 'one\n' };
    const { cells, ...notebook } = trialNotebook("console.log('one');");
    const saved = { ...notebook, cells: cells.map((cell) => ({ ...cell, outputs: [printed] })) };
    writeFileSync(join(folder, 'notebooks/01-one.ipynb'), notebookText(saved));
    const refused = run(['report', '01', '--output', '/proc/chainwalk.html']);
    expect(await refused.status).toBe(2);
    expect(refused.said()).toMatch(/^chainwalk\.html cannot be written: .*\.\n$/);
  },
);

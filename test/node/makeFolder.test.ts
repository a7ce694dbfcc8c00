/** Folders are made with those above them, and where none can be made there is an error. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withOutputs } from '../../lib/cells/document';
import { notebookText } from '../../lib/cells/nbformat';
import { main } from '../../lib/cli/main';
import { makeFolder } from '../../lib/node/makeFolder';
import { trialNotebook } from '../notebook/trial';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-folders-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** What the command writes. */
async function saidBy(line: string): Promise<string> {
  let said = '';
  const write = (text: unknown) => {
    said += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  try {
    expect(await main(line.split(' '))).not.toBe(0);
  } finally {
    vi.restoreAllMocks();
  }
  return said;
}

test('a folder is made with those above it, and one that is there stays', () => {
  makeFolder(join(folder, 'a/b/c'));
  expect(statSync(join(folder, 'a/b/c')).isDirectory()).toBe(true);
  writeFileSync(join(folder, 'a/b/c/file'), '');
  makeFolder(join(folder, 'a/b/c'));
  expect(existsSync(join(folder, 'a/b/c/file'))).toBe(true);
  symlinkSync(join(folder, 'a'), join(folder, 'link'));
  makeFolder(join(folder, 'link/d'));
  expect(existsSync(join(folder, 'a/d'))).toBe(true);
});

test('a file, or a link that leads nowhere, is in the way', () => {
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST');
  expect(() => makeFolder(join(folder, 'file/a/b'))).toThrow('ENOTDIR');
  expect(() => makeFolder(join(folder, 'link/a'))).toThrow('EEXIST');
});

const isLinux = process.platform === 'linux';

test.skipIf(!isLinux)('below /proc, which takes no folder, there is an end', () => {
  expect(() => makeFolder('/proc/x/y')).toThrow(expect.objectContaining({ code: 'EROFS' }));
});

test
  .skipIf(!isLinux)
  .each([
    'report 01 --output /proc/x/r.html',
    'report 01 --format md --output /proc/x/r.md',
    'exercises 01 --output /proc/x/y',
    'site /proc/x/y',
    'jupyter --no-serve --dir /proc/x',
    'run one.session --pcap /proc/x',
    'run one.session --report /proc/x/r.html',
  ])('%s says in one sentence that nothing can be written there', async (line) => {
  const exercise = "const a: number | undefined = undefined;\nawait exercise('q', a, () => true);";
  mkdirSync(join(folder, 'notebooks'));
  const run = withOutputs(trialNotebook(exercise), [[{ kind: 'stream', name: 'stdout', text: 'one' }]]);
  writeFileSync(join(folder, 'notebooks/01-one.ipynb'), notebookText(run));
  writeFileSync(join(folder, 'one.session'), 'host# true\n');
  const told = await saidBy(line.replace('one.session', join(folder, 'one.session')));
  expect(told).toMatch(/^[^\n]*: nothing can be written there\.?\n$/);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { notebookText } from '../../lib/cells/nbformat';
import { main } from '../../lib/cli/main';
import { readNotebook } from '../../lib/notebook/format/notebookFile';
import { trialNotebook } from '../notebook/trial';

const folder = mkdtempSync(join(tmpdir(), 'chainwalk-command-'));
const file = (name: string): string => join(folder, 'notebooks', name);
let output = '';

beforeEach(() => {
  output = '';
  const write = (text: unknown): boolean => {
    output += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  mkdirSync(join(folder, 'notebooks'));
  writeFileSync(file('01-good.ipynb'), notebookText(trialNotebook("console.log('one');")));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(join(folder, 'notebooks'), { recursive: true });
  rmSync(join(folder, 'book'), { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('outputs that differ are shown, saved with --write, and then agree', async () => {
  expect(await main(['notebooks', '01'])).toBe(1);
  expect(output).toContain('01-good, cell 1 of 1, output 1, stdout:\n  not in the committed outputs; now: "one"');
  expect(await main(['notebooks', '01-good', '--write'])).toBe(0);
  expect(readNotebook(file('01-good.ipynb')).cells[0]).toMatchObject({ outputs: [{ kind: 'stream', text: 'one\n' }] });
  expect(await main(['notebooks', file('01-good.ipynb')])).toBe(0);
});

test('a run that fails is not saved', async () => {
  writeFileSync(file('02-bad.ipynb'), notebookText(trialNotebook("throw new Error('bad');")));
  const before = readFileSync(file('02-bad.ipynb'), 'utf8');
  expect(await main(['notebooks', '2', '--write'])).toBe(1);
  expect(output).toContain('FAILED  02-bad, cell 1 of 1, line 1: Error: bad\n');
  expect(readFileSync(file('02-bad.ipynb'), 'utf8')).toBe(before);
});

test('--check runs nothing', async () => {
  expect(await main(['notebooks', '--check'])).toBe(0);
  expect(output).toBe('01-good  nothing found\n');
});

test('the book of a run is written; a run that fails fails the command, and its page says why', async () => {
  expect(await main(['book', '--no-serve'])).toBe(0);
  expect(output).toMatch(
    /01-good {2}cell 1 of 1 {2}[\d.]+ s\n01-good {2}done {2}[\d.]+ s\nThe book is in book\/index\.html\.\n$/,
  );
  writeFileSync(file('02-bad.ipynb'), notebookText(trialNotebook("throw new Error('bad');")));
  expect(await main(['book', '--port', '0'])).toBe(1);
  expect(readFileSync(join(folder, 'book/02-bad.html'), 'utf8')).toContain(
    'This run failed. 02-bad, cell 1 of 1, line 1: Error: bad',
  );
});

test.each([
  [['nothing-like-it'], 'There is no notebook "nothing-like-it"; there are 01-good.'],
  [['99'], 'There is no notebook "99"; there are 01-good.'],
  [['--write', '--check'], "error: option '--check' cannot be used with option '--write'"],
  [['--loud'], "error: unknown option '--loud'"],
])('notebooks %j is refused in one sentence', async (args, message) => {
  expect(await main(['notebooks', ...args])).toBe(2);
  expect(output).toBe(`${message}\n`);
});

test.each([
  [
    ['--port', 'http'],
    "error: option '--port <number>' argument 'http' is invalid. It takes a number from 0 to 65535.",
  ],
  [
    ['--port', '70000'],
    "error: option '--port <number>' argument '70000' is invalid. It takes a number from 0 to 65535.",
  ],
  [['extra'], "error: too many arguments for 'book'. Expected 0 arguments but got 1."],
])('book %j is refused in one sentence', async (args, message) => {
  expect(await main(['book', ...args])).toBe(2);
  expect(output.trim()).toBe(message);
});

test('a folder named book that is no book is left alone', async () => {
  mkdirSync(join(folder, 'book'));
  writeFileSync(join(folder, 'book', 'novel.txt'), 'Chapter 1');
  expect(await main(['book', '--no-serve'])).toBe(2);
  expect(output).toBe('book/ holds something else than a book: move it away first.\n');
  expect(readFileSync(join(folder, 'book', 'novel.txt'), 'utf8')).toBe('Chapter 1');
});

test('a broken notebook and an empty folder are refused in one sentence', async () => {
  writeFileSync(file('05-broken.ipynb'), '{');
  expect(await main(['notebooks', '5'])).toBe(2);
  expect(output).toMatch(/^05-broken\.ipynb is not JSON: .+\.\n$/);
  rmSync(file('05-broken.ipynb'));
  rmSync(file('01-good.ipynb'));
  output = '';
  expect(await main(['notebooks'])).toBe(2);
  expect(output).toBe('There are no notebooks in notebooks/: run this in the project’s folder.\n');
});

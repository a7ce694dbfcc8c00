import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { notebookText } from '../../../lib/cells/nbformat';
import { main } from '../../../lib/cli/main';
import { writeSheet } from '../../../lib/notebook/exercises/writeSheet';
import { trialNotebook } from '../trial';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-sheets-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('a sheet that was filled in stays, and the new one lies beside it, once', () => {
  const stem = join(folder, '01-one');
  expect(writeSheet(stem, 'md', 'asked')).toBe(`${stem}.md`);
  expect(writeSheet(stem, 'md', 'asked')).toBe(`${stem}.md`);
  writeFileSync(`${stem}.md`, 'answered');
  for (let count = 0; count < 2; count++) expect(writeSheet(stem, 'md', 'asked')).toBe(`${stem}.new-1.md`);
  expect(writeSheet(stem, 'md', 'asked more')).toBe(`${stem}.new-2.md`);
  expect(readdirSync(folder)).toEqual(['01-one.md', '01-one.new-1.md', '01-one.new-2.md']);
  expect([read('01-one.md'), read('01-one.new-1.md')]).toEqual(['answered', 'asked']);
});

test('the command says which sheets it keeps, and writes no control characters', async () => {
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  let said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const { cells, ...rest } = trialNotebook(
    "const a: number | undefined = undefined;\nawait exercise('q', a, () => true);",
  );
  const begins = { kind: 'markdown' as const, id: 'm', source: '# T\n\n## Exercises\n\nWhy\u001b[1m?', metadata: {} };
  writeFileSync(join(folder, '01-one.ipynb'), notebookText({ ...rest, cells: [begins, ...cells] }));
  const args = ['exercises', join(folder, '01-one.ipynb'), '--output', 'sheets'];
  expect(await main(args)).toBe(0);
  expect(said).toBe('1 sheets are in sheets/.\n');
  expect(read('sheets/01-one.md')).toContain('\nWhy?\n');
  writeFileSync(join(folder, 'sheets/01-one.md'), 'my answers');
  said = '';
  expect(await main(args)).toBe(0);
  expect(said).toBe(
    '01-one.md is kept as it is, since it differs: the new sheet is 01-one.new-1.md.\n' +
      '1 sheets are in sheets/, 1 of them beside earlier ones that differ.\n',
  );
  expect(read('sheets/01-one.md')).toBe('my answers');
});

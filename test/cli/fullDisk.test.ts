/** What is written in place of something else, on a full disk: that stays whole, and one sentence says why. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { notebookText } from '../../lib/cells/nbformat';
import { main } from '../../lib/cli/main';
import { trialNotebook } from '../notebook/trial';

/** Where no space is left; half of what is written there is written all the same, as on a disk. */
const disk = vi.hoisted(() => ({ full: '' }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const refuse = (path: string, text: string) => {
    if (disk.full === '' || !path.startsWith(disk.full)) return;
    real.writeFileSync(path, text);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  };
  const mocked = {
    writeFileSync: (...args: Parameters<typeof fs.writeFileSync>) => {
      refuse(String(args[0]), 'half');
      return real.writeFileSync(...args);
    },
    copyFileSync: (...args: Parameters<typeof fs.copyFileSync>) => {
      refuse(String(args[1]), 'half');
      return real.copyFileSync(...args);
    },
  };
  return { ...real, ...mocked, default: { ...real, ...mocked } };
});

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>';
const RUN = trialNotebook("console.log('one');");
const NOTEBOOK = {
  ...RUN,
  cells: RUN.cells.map((cell) => ({
    ...cell,
    outputs: [
      { kind: 'display_data' as const, data: { 'image/svg+xml': SVG, 'text/plain': 'A drawing' }, metadata: {} },
    ],
  })),
};
const EXERCISE = trialNotebook("const a: number | undefined = undefined;\nawait exercise('q', a, () => true);");
const ASKED = { kind: 'markdown' as const, id: 'm', source: '# T\n\n## Exercises\n\nWhy?', metadata: {} };

let folder: string;
let said: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'chainwalk-full-'));
  said = '';
  const write = (text: unknown) => {
    said += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  for (const name of ['notebooks', 'data', 'node_modules', 'report', 'book/assets'])
    fs.mkdirSync(join(folder, name), { recursive: true });
  fs.writeFileSync(join(folder, 'notebooks/01-one.ipynb'), notebookText(NOTEBOOK));
  fs.writeFileSync(
    join(folder, 'notebooks/02-two.ipynb'),
    notebookText({ ...EXERCISE, cells: [ASKED, ...EXERCISE.cells] }),
  );
  for (const name of ['report/report.html', 'report/report.pdf', 'report/report.md', 'book/assets/plotly.min.js'])
    fs.writeFileSync(join(folder, name), 'old');
  fs.mkdirSync(join(folder, 'report/report-pictures'));
  fs.writeFileSync(join(folder, 'report/report-pictures/figure-01.svg'), 'old');
});
afterEach(() => {
  disk.full = '';
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

/** All files of the project and what is in them. */
function contents(): Record<string, string> {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => fs.lstatSync(join(folder, file)).isFile());
  return Object.fromEntries(files.map((file) => [file, fs.readFileSync(join(folder, file), 'utf8')]));
}

describe('on a full disk', () => {
  test.each([
    [['notebooks', '01', '--write'], '01-one.ipynb'],
    [['report', '01'], 'report.html'],
    [['report', '01', '--format', 'pdf'], 'report.pdf'],
    [['report', '01', '--format', 'docx'], 'report.docx'],
    [['report', '01', '--format', 'md'], 'report.md'],
    [['exercises', '02', '--output', 'sheets'], '02-two.md'],
    [['exercises', '02', '--with-answers', '--output', 'sheets'], '02-two-answers.md'],
    [['jupyter', '--no-serve'], 'copies/'],
  ])('%j says so in one sentence and changes nothing', async (args, name) => {
    const before = contents();
    disk.full = folder;
    expect(await main(args)).toBe(2);
    expect(said.split('\n').at(-2)).toBe(`${name} cannot be written: no space is left.`);
    expect(contents()).toEqual(before);
  });

  test('the book stays as it was', async () => {
    const before = contents();
    fs.rmSync(join(folder, 'notebooks/02-two.ipynb'));
    disk.full = join(folder, 'book.');
    expect(await main(['book', '--no-serve'])).toBe(2);
    expect(said).toMatch(/\nbook\/ cannot be written: no space is left\.\n$/);
    const { 'notebooks/02-two.ipynb': _, ...rest } = before;
    expect(contents()).toEqual(rest);
  });

  test('a copy that is to be reset stays', async () => {
    expect(await main(['jupyter', '--no-serve'])).toBe(0);
    fs.writeFileSync(join(folder, 'copies/notebooks/01-one.ipynb'), 'my work');
    const before = contents();
    disk.full = folder;
    said = '';
    expect(await main(['jupyter', '--reset', '01'])).toBe(2);
    expect(said).toBe('01-one.ipynb cannot be written: no space is left.\n');
    expect(contents()).toEqual(before);
  });
});

test('a report in markdown takes the place of an earlier one and its pictures', async () => {
  expect(await main(['report', '01', '--format', 'md'])).toBe(0);
  expect(fs.readdirSync(join(folder, 'report')).sort()).toEqual([
    'report-pictures',
    'report.html',
    'report.md',
    'report.pdf',
  ]);
  expect(contents()['report/report-pictures/figure-01.svg']).toBe(SVG);
  expect(contents()['report/report.md']).toContain('report-pictures/figure-01.svg');
});

/** Cells in a worker of a tab: notebooks give the outputs that are committed, tricky cells the Jupyter kernel's recorded answers. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect } from 'vitest';
import { codeCells } from '../../lib/cells/document';
import type { Output } from '../../lib/cells/output';
import { readNotebook } from '../../lib/notebook/format/notebookFile';
import { TSLAB_VERSION } from '../../lib/notebook/kernel/patches';
import { answersOf, FRAME_ANSWERS, FRAME_CELLS } from '../notebook/frameCells';
import answers from './cells/answers.json';
import { CASES, printedBy } from './cells/cases';
import { test } from './chromium';
import { reportsOf, runInWorker } from './runInWorker';
import { withSite } from './site';

const site = withSite();
const NOTEBOOKS = join(__dirname, '../../notebooks');

/** The Jupyter kernel's recorded answer to a case. */
interface Answer {
  readonly printed: readonly string[];
  readonly failure?: { readonly cell: number; readonly line?: number; readonly reason: string };
}

/** An output as a page shows it: front ends that draw SVG have no use for the PNG. */
function withoutPng(output: Output): Output {
  if (!('data' in output)) return output;
  const { 'image/png': _, ...data } = output.data;
  return { ...output, data };
}

describe('notebooks in a worker', () => {
  test.for(readdirSync(NOTEBOOKS).filter((file) => file.endsWith('.ipynb')))(
    '%s gives the committed outputs',
    { timeout: 120_000 },
    async (file, { page }) => {
      await page.goto(site.url('blank.html'));
      const notebook = readNotebook(join(NOTEBOOKS, basename(file)));
      const cells = codeCells(notebook);
      const { outputs, failure } = await runInWorker(
        page,
        cells.map(({ source }) => source),
      );
      expect(failure).toBeUndefined();
      expect(outputs.map((of) => of.map(withoutPng))).toEqual(cells.map((cell) => cell.outputs.map(withoutPng)));
    },
  );
});

test('frames, series and groups at a cell’s end are tables in a page, too', async ({ page }) => {
  await page.goto(site.url('blank.html'));
  const { outputs, failure } = await runInWorker(page, FRAME_CELLS);
  expect(failure).toBeUndefined();
  expect(answersOf(outputs)).toEqual(FRAME_ANSWERS);
});

test('a worker takes one run after another, in one scope, and an error ends none but its own', async ({ page }) => {
  await page.goto(site.url('blank.html'));
  const reports = await reportsOf(page, [
    { cells: ['let sum = 1;\nconst fail = () => { throw new TypeError("no"); };'], first: 3 },
    { cells: ['sum += 1;\nfail();', 'sum = 100'], first: 4, isQuiet: true },
    { cells: ['sum'], first: 6 },
    { cells: ['fail()'] },
  ]);
  const told = reports.filter(({ kind }) => kind === 'end' || kind === 'output');
  const failure = { message: 'TypeError: no', place: { cell: 3, line: 2 } };
  const stream = (name: string, text: string) => ({ kind: 'output', type: 'stream', content: { name, text } });
  expect(told).toEqual([
    { kind: 'end', cell: 3, failure: undefined },
    { kind: 'end', cell: 4, failure },
    { ...stream('stdout', '2\n'), cell: 6 },
    { kind: 'end', cell: 6, failure: undefined },
    { ...stream('stderr', 'TypeError: no\n    at cell 3, line 2\n'), cell: 1 },
    { kind: 'end', cell: 1, failure },
  ]);
});

/** What a tab does otherwise than tslab, and what it prints instead. */
const DIFFERENCES: Readonly<Record<string, { readonly why: string; readonly printed: readonly string[] }>> = {
  'a promise is shown': {
    why: 'JavaScript cannot see whether a promise is settled.',
    printed: ['Promise { <pending> }\n'],
  },
  export: { why: 'tslab refuses what a module may do.', printed: ['', '2\n'] },
  'for await': { why: 'tslab compiles it wrongly.', printed: ['3\n'] },
  'var in a block': { why: 'tslab forgets such a variable after its cell.', printed: ['5\n', '5\n'] },
};

describe('tricky cells in a worker', () => {
  test('the answers are those of the Jupyter kernel that is installed', () => {
    expect(answers.tslab).toBe(TSLAB_VERSION);
    expect(Object.keys(answers.cases)).toEqual(Object.keys(CASES));
  });

  test('each that fails does so in the cell and the line that the Jupyter kernel names', { timeout: 240_000 }, async ({
    page,
  }) => {
    await page.goto(site.url('blank.html'));
    for (const [name, { failure }] of Object.entries(answers.cases as Readonly<Record<string, Answer>>)) {
      if (failure === undefined || name in DIFFERENCES) continue;
      const run = await runInWorker(page, CASES[name] ?? []);
      expect([name, run.failedCell]).toEqual([name, failure.cell]);
      // tslab's line is that of the failed cell, a page's that of the innermost line of a cell.
      const inner = /\(thrown in cell (\d+), line (\d+)\)/.exec(failure.reason);
      const wanted = inner
        ? { cell: Number(inner[1]), line: Number(inner[2]) }
        : { cell: failure.cell, line: failure.line };
      if (wanted.line !== undefined) expect([name, run.failure?.place]).toEqual([name, wanted]);
    }
  });

  test('each prints what the Jupyter kernel prints', { timeout: 240_000 }, async ({ page }) => {
    await page.goto(site.url('blank.html'));
    const seen: Record<string, readonly string[]> = {};
    for (const [name, cells] of Object.entries(CASES)) {
      const { outputs } = await runInWorker(page, cells);
      seen[name] = outputs.map(printedBy);
    }
    expect(Object.keys(CASES)).toEqual(expect.arrayContaining(Object.keys(DIFFERENCES)));
    const wanted = Object.entries(answers.cases).map(([name, { printed }]) => [
      name,
      DIFFERENCES[name]?.printed ?? printed,
    ]);
    expect(seen).toEqual(Object.fromEntries(wanted));
  });

  test('a namespace, which cannot run in a page, is refused by name and not left out', async ({ page }) => {
    await page.goto(site.url('blank.html'));
    const { failure } = await runInWorker(page, ['1', 'const a = 1;\nnamespace N {\n  export const b = 2;\n}']);
    expect(failure).toEqual({
      message: 'a page runs no namespaces: use an object or a class',
      place: { cell: 2, line: 2 },
    });
  });
});

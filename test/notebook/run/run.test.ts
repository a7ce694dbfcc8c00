import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeCells } from '../../../lib/cells/document';
import { compareOutputs } from '../../../lib/notebook/format/compare';
import { readNotebook } from '../../../lib/notebook/format/notebookFile';
import { failureText } from '../../../lib/notebook/run/failure';
import { type RunOptions, runNotebook } from '../../../lib/notebook/run/run';
import { FIXTURES, isAlive, trialNotebook } from '../trial';

/** Runs the cells; the failure as text, after making sure that the kernel is gone and no path is told. */
async function failureOf(sources: string[], options: RunOptions = {}): Promise<string> {
  let kernel = 0;
  const onKernel = (pid: number) => {
    kernel = pid;
  };
  const run = await runNotebook(trialNotebook(...sources), { ...options, onKernel });
  expect(isAlive(kernel)).toBe(false);
  const text = run.failure ? failureText(run.failure) : 'no failure';
  expect(text).not.toContain(process.cwd());
  return text;
}

test('a notebook runs in its own kernel and gives the outputs that are committed', async () => {
  const committed = readNotebook(join(FIXTURES, 'trial.ipynb'));
  const cells: string[] = [];
  const run = await runNotebook(committed, { onCell: (cell, count) => cells.push(`${cell} of ${count}`) });
  expect(run.failure).toBeUndefined();
  expect(compareOutputs(committed, run.notebook)).toEqual([]);
  expect(cells).toEqual(['1 of 5', '2 of 5', '3 of 5', '4 of 5', '5 of 5']);
});

test('one output carries a chart as a JSON value, a picture and text', () => {
  const outputs = codeCells(readNotebook(join(FIXTURES, 'trial.ipynb')))[3]?.outputs;
  expect(outputs).toMatchObject([
    {
      data: {
        'application/vnd.plotly.v1+json': { data: [{ type: 'bar' }] },
        'image/svg+xml': expect.stringMatching(/^<svg/),
        'text/plain': 'One packet: DNAT 1',
      },
    },
  ]);
});

test('a type error fails the run at its line', async () => {
  expect(await failureOf(['const one = 1;', '\nconst text: string = one;'])).toBe(
    "trial, cell 2 of 2, line 2: type error: Type 'number' is not assignable to type 'string'.",
  );
});

test('an exception fails the run at the line of the running cell, and tells where it was thrown', async () => {
  const declaration = 'interface Gone {\n  a: 1;\n}\nfunction fail(): never {\n  throw new RangeError("no rule 3");\n}';
  const expected = 'trial, cell 2 of 3, line 3: RangeError: no rule 3 (thrown in cell 1, line 5)';
  expect(await failureOf([declaration, 'const x = 1;\n\nfail();', 'x;'])).toBe(expected);
});

test('an exception after an await fails the run at its line', async () => {
  expect(await failureOf(["await Promise.resolve();\nthrow new Error('late');"])).toBe(
    'trial, cell 1 of 1, line 2: Error: late',
  );
});

test('a rejection that nobody handles fails the run, also when it comes while a later cell runs', async () => {
  expect(await failureOf(['const n = 1;\nvoid Promise.reject(new Error("lost"));', 'n;'])).toBe(
    'trial, cell 1 of 2, line 2: unhandled rejection: Error: lost',
  );
  const later =
    'void (async () => {\n  await new Promise((resolve) => setTimeout(resolve, 60));\n  throw new Error("lost later");\n})();';
  expect(await failureOf([later, '1;'])).toBe('trial, cell 1 of 2, line 3: unhandled rejection: Error: lost later');
});

test('an exception in a timer fails the run', async () => {
  expect(await failureOf(['const timer = setTimeout(() => {\n  throw new Error("tick");\n}, 20);'])).toBe(
    'trial, cell 1 of 1, line 2: uncaught exception: Error: tick',
  );
});

test('process.exit fails the run even when the cell catches everything', async () => {
  expect(await failureOf(['try {\n  process.exit(0);\n} catch {}', '1;'])).toBe(
    'trial, cell 1 of 2, line 2: Error: process.exit(0) was called.',
  );
});

test('a cell that does not end, busy or waiting, fails the run', async () => {
  const timeoutMs = 2_000;
  const cells = [['1;', 'while (true) {}'], ['await new Promise(() => {});']];
  expect(await Promise.all(cells.map((sources) => failureOf(sources, { timeoutMs })))).toEqual([
    'trial, cell 2 of 2: no answer within 2 s',
    'trial, cell 1 of 1: no answer within 2 s',
  ]);
});

test('a kernel that dies fails the run', async () => {
  expect(await failureOf(["process.kill(process.pid, 'SIGKILL');"])).toBe(
    'trial, cell 1 of 1: the Jupyter kernel died (signal SIGKILL)',
  );
});

test('ten thousand lines printed in one go all arrive, and a stack trace keeps only frames of cells, and no path', async () => {
  const run = await runNotebook(
    trialNotebook(
      'for (let line = 0; line < 10_000; line++) console.log(line);',
      "import { readFileSync } from 'node:fs';",
      "console.log(new Error('shown').stack);\nreadFileSync('nowhere');",
    ),
  );
  const [output] = codeCells(run.notebook)[0]?.outputs ?? [];
  expect(output?.kind === 'stream' && output.text.split('\n').length).toBe(10_001);
  const text = JSON.stringify(codeCells(run.notebook).map((cell) => cell.outputs));
  expect(text).toContain('Error: shown\\n    at cell 3, line 1\\n');
  expect(text).toContain('at cell 3, line 2');
  expect(text).not.toMatch(/node_modules|node:internal|kernel\/host/);
  expect(text).not.toContain(process.cwd());
});

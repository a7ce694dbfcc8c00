import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Notebook } from '../../../lib/cells/document';
import { checkNotebooks, checkText, isClean } from '../../../lib/notebook/check/check';
import { withoutVolatile } from '../../../lib/notebook/check/structure';
import { readNotebook } from '../../../lib/notebook/format/notebookFile';
import { FIXTURES, trialNotebook } from '../trial';

/** The findings on `notebook` as lines. */
function findings(notebook: Notebook): string[] {
  const [check] = checkNotebooks([notebook]);
  return check ? checkText(check).split('\n') : [];
}

test('a notebook in order has warnings at most', () => {
  const [check] = checkNotebooks([readNotebook(join(FIXTURES, 'trial.ipynb'))]);
  expect(check && isClean(check)).toBe(true);
  expect(check && checkText(check)).toBe('trial, cell 2 of 5: warning: The cell has 6 lines; up to 5 read best.');
});

test('types are strict, across cells, and name cell and line', () => {
  const cells = [
    "const names: string[] = ['nat'];",
    'const first = names.at(0);\n\nconsole.log(first.length);',
    'const f = (x) => x;\nf(1);',
  ];
  expect(findings(trialNotebook(...cells))).toEqual([
    "trial, cell 2 of 3, line 3: 'first' is possibly 'undefined'.",
    "trial, cell 3 of 3, line 1: Parameter 'x' implicitly has an 'any' type.",
  ]);
});

test('a promise that nobody waits for is found; one that is waited for is not', () => {
  const cells = ['async function access(): Promise<number> {\n  return 1;\n}', 'await access();\naccess();'];
  expect(findings(trialNotebook(...cells))).toEqual(['trial, cell 2 of 2, line 2: This promise is not awaited.']);
});

test('what two cells declare twice is found', () => {
  expect(findings(trialNotebook('const a = 1;\na;', 'const a = 2;')).join('\n')).toContain(
    "cell 2 of 2, line 1: Cannot redeclare block-scoped variable 'a'.",
  );
});

test('the linter reads cells, and their format is checked', () => {
  const lines = findings(trialNotebook('let one = 1;\none == 2;', 'const text = "a"\ntext;'));
  expect(lines.join('\n')).toContain(
    'cell 1 of 2, line 1: This let declares a variable that is only assigned once. (lint/style/useConst)',
  );
  expect(lines.join('\n')).toMatch(/cell 1 of 2, line 2: .*\(lint\/suspicious\/noDoubleEquals\)/);
  expect(lines.join('\n')).toContain("cell 2 of 2, line 1: The format should be: const text = 'a';");
});

test('the form of the file is checked, and what a program left in it can be taken out', () => {
  const [cell] = trialNotebook('1;').cells;
  const metadata = { kernelspec: { name: 'python3' }, vscode: {} };
  const cells = [
    { ...cell, id: 'same', executionCount: 7, metadata: { collapsed: true } },
    { ...cell, id: 'same' },
    { ...cell, id: '' },
  ];
  const broken = { ...trialNotebook(), metadata, cells: cells as Notebook['cells'] };
  expect(findings(broken)).toEqual([
    'trial: The kernel (metadata.kernelspec.name) is not tslab.',
    'trial: A cell has no id, or one that is not of 1 to 64 letters, digits, - and _.',
    'trial: Two cells have the id same.',
    'trial: The metadata has vscode, which changes with the program that saved it.',
    'trial: The metadata has collapsed, which changes with the program that saved it.',
    'trial, cell 1 of 3: The cell has an execution count.',
  ]);
  expect(withoutVolatile(broken)).toMatchObject({
    metadata: { kernelspec: { name: 'tslab' } },
    cells: [{ metadata: {} }, {}, {}],
  });
});

test('a cell of nine lines is too long, and an empty one too short', () => {
  const nine = Array.from({ length: 9 }, (_, index) => `console.log(${index});`).join('\n');
  expect(findings(trialNotebook(nine, ' '))).toContain('trial, cell 1 of 2: The cell has 9 lines, more than 8.');
  expect(findings(trialNotebook(nine, ' '))).toContain('trial, cell 2 of 2: The cell is empty.');
});

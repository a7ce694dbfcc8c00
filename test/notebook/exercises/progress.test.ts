/** The answers of the guide, and wrong ones after them, tried on every exercise of the series. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { declarationOf, exercisesOf } from '../../../lib/notebook/exercises/find';
import { copiesAt, standings } from '../../../lib/notebook/exercises/progress';
import { report } from '../../../lib/notebook/exercises/report';
import type { Notebook } from '../../../lib/notebook/format/document';
import { writeNotebook } from '../../../lib/notebook/format/nbformat';
import { selectNotebooks } from '../../../lib/notebook/format/select';

const FOLDER = join(__dirname, '../../../notebooks');
const series = selectNotebooks(FOLDER, []).filter((notebook) => exercisesOf(notebook).length > 0);
const copies = mkdtempSync(join(tmpdir(), 'chainwalk-progress-'));
afterAll(() => rmSync(copies, { recursive: true }));

/** The guide's answers to the exercises of notebook `name`: lines such as "1. `252`: …" below its heading. */
function guide(name: string): string[] {
  const text = readFileSync(join(FOLDER, 'WORKSHOP.md'), 'utf8');
  const [section = ''] =
    text
      .split(`\n### ${name.split('-', 1)[0]} `)
      .at(-1)
      ?.split('\n### ') ?? [];
  return [...section.matchAll(/^\d+\. `(.+?)`:/gm)].map(([, answer = '']) => answer);
}

/** A copy of `notebook` with `answers` in place of what its exercises have, in a folder `learner` of its own. */
function copy(learner: string, notebook: Notebook, answers: readonly string[]): string {
  const folder = mkdtempSync(join(copies, learner));
  const exercises = exercisesOf(notebook);
  const cells = notebook.cells.map((cell) => {
    const index = exercises.findIndex((exercise) => exercise.cell.id === cell.id);
    const answer = answers[index];
    const value = declarationOf(exercises[index]?.name ?? '', cell.source)?.initializer;
    if (answer === undefined || value === undefined) return cell;
    return { ...cell, source: cell.source.slice(0, value.getStart()) + answer + cell.source.slice(value.getEnd()) };
  });
  writeNotebook({ ...notebook, cells }, join(folder, `${notebook.name}.ipynb`));
  return folder;
}

const WRONG: Readonly<Record<string, string>> = { number: '-1', string: `'true'` };
const wrong = (type: string) => WRONG[type] ?? `['-', '-']`;

describe.each(series)('$name', (notebook) => {
  const exercises = exercisesOf(notebook);

  test('has an answer in the guide for each exercise', () => {
    expect(guide(notebook.name)).toHaveLength(exercises.length);
  });

  test('takes the answers of the guide, and after them no wrong one', { timeout: 240_000 }, async () => {
    const folders = [
      copy('right', notebook, guide(notebook.name)),
      copy(
        'wrong',
        notebook,
        exercises.map(({ type }) => wrong(type)),
      ),
      copy('open', notebook, []),
    ];
    const found = await standings(
      notebook,
      folders.map((folder) => copiesAt(folder, series)),
    );
    const states = folders.map((folder) => found.filter(({ copy }) => copy === folder).map(({ state }) => state));
    expect(states).toEqual(['right', 'not yet', 'open'].map((state) => exercises.map(() => state)));
  });
});

describe('what counts', () => {
  const [notebook] = series;
  if (notebook === undefined) throw new Error('there are no exercises');

  test('an answer that is code is not run, and a pasted output does not count', async () => {
    const spoilt = join(copies, 'spoilt');
    const folder = copy('code', notebook, [
      `(() => { require('node:fs').writeFileSync('${spoilt}', ''); return 252; })()`,
    ]);
    const path = join(folder, `${notebook.name}.ipynb`);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('open     ', 'right    '));
    const found = await standings(notebook, [copiesAt(folder, series)]);
    expect(found.map(({ state }) => state)).toEqual(found.map((_, index) => (index === 0 ? 'unread' : 'open')));
    expect(() => readFileSync(spoilt)).toThrow('ENOENT');
  });

  test('a copy that is no notebook says so, and a folder without copies is refused', async () => {
    const folder = copy('broken', notebook, []);
    writeFileSync(join(folder, `${notebook.name}.ipynb`), '{');
    const [first] = await standings(notebook, [copiesAt(folder, series)]);
    expect(first).toMatchObject({ state: 'missing', remark: expect.stringMatching(/ipynb is not JSON: .*\.$/) });
    expect(() => copiesAt(copies, series)).toThrow('has no copy of a notebook of the series.');
  });
});

test('several copies are told as a table, one exercise by exercise, both as JSON and CSV', () => {
  const row = { notebook: '01-one', exercise: 1, question: 'how many?', remark: '' };
  const anna = { ...row, copy: 'anna', state: 'right' as const };
  const ben = { ...row, copy: 'ben', state: 'not yet' as const, remark: 'Count again.' };
  expect(report([anna, ben], 'text')).toBe('copy  01   all\n----  ---  ---\nanna  1/1  1/1\nben   0/1  0/1\n');
  expect(report([ben], 'text')).toBe(
    '01-one\n  1  not yet  how many?\n              Count again.\n\n0 of 1 exercises are solved.\n',
  );
  expect(JSON.parse(report([anna, ben], 'json'))).toEqual([anna, ben]);
  expect(report([ben], 'csv')).toBe(
    'notebook,exercise,question,remark,copy,state\r\n01-one,1,how many?,Count again.,ben,not yet\r\n',
  );
});

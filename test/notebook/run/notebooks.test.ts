/**
 * The notebooks themselves: each is checked, and run in a fresh kernel whose outputs have to be the committed ones. After
 * that run the answers of the guide, and wrong ones after them, are tried on each exercise.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotebookError } from '../../../lib/cells/document';
import { type Check, checkNotebooks, checkText, isClean } from '../../../lib/notebook/check/check';
import { exercisesOf } from '../../../lib/notebook/exercises/find';
import { copiesAt, type Trial, tryCopies } from '../../../lib/notebook/exercises/progress';
import { compareOutputs } from '../../../lib/notebook/format/compare';
import { selectNotebooks } from '../../../lib/notebook/format/select';
import { failureText } from '../../../lib/notebook/run/failure';
import { type Run, runNotebook } from '../../../lib/notebook/run/run';
import { ANSWERS } from '../exercises/answers';
import { newCopies } from '../exercises/copies';

const FOLDER = join(__dirname, '../../../notebooks');
const notebooks = selectNotebooks(FOLDER, []);
const { copies, copyOf } = newCopies();
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

const WRONG: Readonly<Record<string, string>> = { number: '-1', string: `'true'` };
const wrong = (type: string) => WRONG[type] ?? `['-', '-']`;

let checks: readonly Check[];
beforeAll(() => {
  checks = checkNotebooks(notebooks);
}, 240_000);

test('each file is a notebook of the series', () => {
  expect(notebooks.length).toBe(readdirSync(FOLDER).filter((file) => file.endsWith('.ipynb')).length);
});

describe.each(notebooks.map((notebook, index) => ({ name: notebook.name, notebook, index })))(
  '$name',
  ({ notebook, index }) => {
    const exercises = exercisesOf(notebook);
    const folders =
      exercises.length === 0
        ? []
        : [
            copyOf(notebook, 'right', guide(notebook.name)),
            copyOf(
              notebook,
              'wrong',
              exercises.map(({ type }) => wrong(type)),
            ),
            copyOf(notebook, 'open', []),
          ];
    const tried = exercises.map(
      ({ number }) => ANSWERS[`${notebook.name.slice(0, 2)}/${number}`] ?? { right: [], wrong: [] },
    );
    const further = Math.max(0, ...tried.map(({ right, wrong }) => right.length + wrong.length));
    /** In the nth of these copies, each exercise has the nth answer of the list, if there is one. */
    const listed = Array.from({ length: further }, (_, index) => {
      const answers = tried.map(
        ({ right, wrong }) => [...right, ...wrong.map(([answer]) => answer)][index] ?? 'undefined',
      );
      return copyOf(notebook, 'listed', answers);
    });
    let trial: Trial;
    let run: Run;
    beforeAll(async () => {
      const all = [...folders, ...listed].map((folder) => copiesAt(folder, [notebook]));
      // Where the notebook does not run, a run of its own says why.
      trial = await tryCopies(notebook, all).catch((error) => {
        if (error instanceof NotebookError) return { standings: [], run: undefined };
        throw error;
      });
      run = trial.run ?? (await runNotebook(notebook));
    }, 240_000);

    test('has its types, style and form in order', () => {
      const check = checks[index];
      expect(check && (isClean(check) ? '' : checkText(check))).toBe('');
    });

    test('gives the committed outputs in a fresh kernel', () => {
      expect(run.failure ? failureText(run.failure) : '').toBe('');
      expect(compareOutputs(notebook, run.notebook).join('\n\n')).toBe('');
    });

    test.skipIf(exercises.length === 0)('has an answer in the guide for each exercise', () => {
      expect(guide(notebook.name)).toHaveLength(exercises.length);
    });

    test.skipIf(exercises.length === 0)('takes the answers of the guide, and after them no wrong one', () => {
      const states = folders.map((folder) =>
        trial.standings.filter(({ copy }) => copy === folder).map(({ state }) => state),
      );
      expect(states).toEqual(['right', 'not yet', 'open'].map((state) => exercises.map(() => state)));
    });

    test.skipIf(exercises.length === 0)(
      'takes other right answers, and tells each clever wrong one what is wrong with it',
      () => {
        const [found, expected]: [string[], string[]] = [[], []];
        for (const [at, { right, wrong }] of tried.entries()) {
          expect([right.length >= 1, wrong.length >= 3]).toEqual([true, true]);
          const answers = [...right.map((answer) => [answer, ''] as const), ...wrong];
          for (const [index, [answer, remark]] of answers.entries()) {
            const standing = trial.standings.find(
              ({ copy, exercise }) => copy === listed[index] && exercise === at + 1,
            );
            const isTold = standing?.remark.includes(remark) === true;
            found.push(`${at + 1} ${answer}: ${standing?.state} ${isTold ? remark : standing?.remark}`);
            expected.push(`${at + 1} ${answer}: ${index < right.length ? 'right' : 'not yet'} ${remark}`);
          }
        }
        expect(found).toEqual(expected);
      },
    );

    test.skipIf(exercises.length === 0)('tells every wrong answer more than that it is wrong', () => {
      const remarks = trial.standings.filter(({ state }) => state === 'not yet').map(({ remark }) => remark);
      expect(remarks.filter((remark) => !/\w+ \w+ \w+/.test(remark))).toEqual([]);
    });
  },
);

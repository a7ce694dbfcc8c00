/** Answers read from the text of a copy: plain values by law, everything else left unread. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Notebook, withOutputs } from '../../../lib/cells/document';
import { answerIn, predictedIn } from '../../../lib/notebook/exercises/answer';
import { declarationOf, type Exercise, exercisesOf } from '../../../lib/notebook/exercises/find';
import { trialNotebook } from '../trial';

const CELL = "const answer1: number | undefined = undefined;\nexercise('How many?', answer1, check);";

function exerciseOf(notebook: Notebook): Exercise {
  const [exercise] = exercisesOf(notebook);
  if (exercise === undefined) throw new Error('There is no exercise.');
  return exercise;
}

const original = trialNotebook(CELL);
/** What a copy says whose first exercise has this text in the place of `undefined`. */
const read = (text: string) =>
  answerIn(trialNotebook(CELL.replace('= undefined', () => `= ${text}`)), exerciseOf(original));

/** A plain value, in a form in which a learner may write it. */
const { value } = fc.letrec<{ value: readonly [value: unknown, text: string] }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer({ min: -9999, max: 9999 }).map((number) => [number, `${number}`] as const),
    fc.double({ min: 0, max: 1e6, noNaN: true }).map((number) => [number, `${number}`] as const),
    fc.string().map((word) => [word, JSON.stringify(word)] as const),
    fc.stringMatching(/^[a-z ]{0,8}$/).map((word) => [word, `\`${word}\``] as const),
    fc.boolean().map((is) => [is, `${is}`] as const),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => {
      return [items.map(([one]) => one), `[${items.map(([, text]) => text).join(', ')}]`] as const;
    }),
    tie('value').map(([one, text]) => [one, `(${text})`] as const),
    tie('value').map(([one, text]) => [one, `${text} as const`] as const),
    tie('value').map(([one, text]) => [one, `(${text} satisfies unknown)`] as const),
  ),
}));

describe('an answer in a copy', () => {
  test('is the value that stands there, however it is written', () => {
    fc.assert(
      fc.property(value, ([wanted, text]) => {
        const answer = read(text);
        expect([text, answer.kind]).toEqual([text, 'value']);
        // -0 is written 0 in JSON.
        if (answer.kind === 'value') expect(JSON.parse(answer.text)).toEqual(JSON.parse(JSON.stringify(wanted)));
      }),
    );
  });

  test.each([
    'f()',
    '[1, f()]',
    '-x',
    '-(1)',
    '+1',
    '!true',
    '1 + 1',
    'null',
    '{ a: 1 }',
    '`${1}`',
    '[...[1]]',
    'undefined!',
  ])('%s is no plain value', (text) => expect(read(text).kind).toBe('not a plain value'));

  test('is open as long as nothing stands there', () => {
    expect(read('undefined')).toEqual({ kind: 'open' });
    const exercise = exerciseOf(original);
    expect(answerIn(trialNotebook('let answer1: number | undefined;'), exercise)).toEqual({ kind: 'open' });
    expect(answerIn(trialNotebook('const other = 1;'), exercise)).toEqual({ kind: 'missing' });
  });

  test('stands in the cell of the same id, or else where it is declared last', () => {
    const exercise = exerciseOf(original);
    const copy = trialNotebook('const answer1 = 1;', 'const answer1 = 2;', 'const other = 3;');
    const named = (id: string): Notebook => ({
      ...copy,
      cells: copy.cells.map((cell, index) => ({ ...cell, id: index === 0 ? id : `other-${index}` })),
    });
    expect(answerIn(named(exercise.cell.id), exercise)).toEqual({ kind: 'value', text: '1' });
    expect(answerIn(named('moved'), exercise)).toEqual({ kind: 'value', text: '2' });
  });
});

describe('exercises of a notebook', () => {
  test('are its calls of exercise, awaited or not, with question, constant and what an answer looks like', () => {
    const notebook = trialNotebook(
      CELL,
      'const a = 1;\nprint(a);',
      'const answer2: readonly string[] | undefined = undefined;\nawait exercise(`Which?`, answer2, check);',
      "const answer3 = undefined;\nexercise('Untyped?', answer3, check);",
      "exercise(question, answer1);\nexercise('No constant', 7);\nexercise('Alone');\nother('What?', answer1);",
    );
    expect(exercisesOf(notebook).map(({ number, question, name, type }) => [number, question, name, type])).toEqual([
      [1, 'How many?', 'answer1', 'number'],
      [2, 'Which?', 'answer2', 'readonly string[]'],
      [3, 'Untyped?', 'answer3', ''],
    ]);
  });

  test('have constants of the top level only', () => {
    expect(declarationOf('a', 'const b = 1, a = 2;')?.initializer?.getText()).toBe('2');
    expect(declarationOf('a', 'function f() { const a = 2; }')).toBeUndefined();
    expect(declarationOf('a', 'const { a } = b;')).toBeUndefined();
  });
});

describe('a prediction in a copy', () => {
  const predicted = (...sources: readonly string[]) => predictedIn(trialNotebook(...sources), 'how many?');

  test.each([
    ["predict('how many?', 12)", 12],
    ["show(await predict('how many?', { answer: [1, 'b'], hint: 'x' }))", [1, 'b']],
    ["predict(`how many?`, { hint: 'x', answer: false })", false],
    ["predict('how many?', 1);\npredict('how many?', 2)", 1],
    ["predict('how many?', f());\npredict('how many?', 2)", 2],
    ["predict('another', 1)", undefined],
    ["predict('how many?')", undefined],
    ["predict('how many?', { hint: 3 })", undefined],
    ["guess('how many?', 1)", undefined],
  ])('%s', (source, wanted) => {
    expect(predicted(source)).toEqual(wanted);
  });

  test('may stand in any cell', () => {
    expect(predicted('const a = 1;', "predict('how many?', 3)")).toBe(3);
    expect(predictedIn(withOutputs(trialNotebook('1'), [[]]), 'how many?')).toBeUndefined();
  });
});

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { saysTheSame } from '../../../lib/lab/learn/answer';
import { check } from '../../../lib/lab/learn/check';
import { predict } from '../../../lib/lab/learn/prediction';
import { PREDICTION_MIME, readPredictionData } from '../../../lib/lab/learn/predictionData';
import { SHOWN } from '../../../lib/platform';

const ideas = { 12: '12 would be right if nat saw every packet.' };

describe('a prediction', () => {
  test('that is wrong is no error: it says what was said, what was counted, and the idea behind', () => {
    const verdict = predict('packets', 12).check(1, { ideas });
    expect([verdict.said, verdict.found, verdict.isRight, verdict.idea]).toEqual(['12', '1', false, ideas[12]]);
    expect(inspect(verdict)).toBe(`packets\nyou said: 12\ncounted: 1\nnot right\n${ideas[12]}`);
  });

  test('that is right has no idea, even where one is given for it', () => {
    const verdict = predict('packets', 12).check(12, { ideas });
    expect([verdict.isRight, verdict.idea]).toEqual([true, undefined]);
    expect(inspect(verdict)).toBe('packets\nyou said: 12\ncounted: 12\nright');
  });

  test('without an answer asks, and tells what was counted', () => {
    const prediction = predict('packets', { choices: ['0', '1'] });
    expect(inspect(prediction)).toBe('Your prediction: packets (0 | 1)\nIn code: predict(…, { answer: … })');
    expect(inspect(prediction.check([7, 420]))).toBe('packets\ncounted: 7, 420');
    expect(prediction.check(1).isRight).toBeUndefined();
  });

  test('goes to the page with what it needs to ask and to judge', () => {
    const data = (value: ReturnType<typeof predict> | ReturnType<ReturnType<typeof predict>['check']>) =>
      value[SHOWN]()[PREDICTION_MIME];
    expect(data(predict('q'))).toEqual({ role: 'question', question: 'q', kind: 'number' });
    expect(data(predict('q', 'RETURN'))).toMatchObject({ kind: 'text', answer: { text: 'RETURN', inCode: true } });
    expect(data(predict('q').check([[1, 0], [true]], { ideas }))).toEqual({
      ...{ role: 'verdict', question: 'q', kind: 'number', found: '1, 0, true', ideas },
    });
  });
});

test.each([
  ['12', '12.0', 'number', true],
  ['12 packets', '12', 'number', true],
  ['0,1, 1', '0 1 1', 'number', true],
  ['0, 1', '1, 0', 'number', false],
  ['-1', '1', 'number', false],
  ['7', '7, 0', 'number', false],
  [' Return ', 'RETURN', 'text', true],
  ['a,b', 'a, b', 'text', true],
  ['a', 'b', 'text', false],
] as const)('%s and %s are compared as %s: %s', (one, other, kind, same) => {
  expect(saysTheSame(one, other, kind)).toBe(same);
});

test.each([
  undefined,
  [],
  'x',
  { role: 'question' },
  { role: 'x', question: 'q', kind: 'text' },
  { role: 'verdict', question: 'q', kind: 'text' },
])('%j is no data of a prediction', (value) => expect(readPredictionData(value)).toBeUndefined());

test('a broken answer or idea in a file counts as none', () => {
  const data = {
    role: 'verdict',
    question: 'q',
    kind: 'text',
    found: 'a',
    answer: { kind: 'said', text: 3 },
    ideas: { a: 1 },
  };
  expect(readPredictionData(data)).toEqual({ role: 'verdict', question: 'q', kind: 'text', found: 'a' });
});

describe('a check', () => {
  test('that holds prints one line', () => {
    expect(inspect(check('packets', 1, 1))).toBe('ok      packets: 1');
    expect(inspect(check('rows', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]))).toBe('ok      rows: 5 rows');
  });

  test('that does not hold throws, and shows both sides', () => {
    const failing = () => check('packets', 1, 2);
    expect(failing).toThrow('not ok  packets\n  expected: 2\n  found:    1');
    expect(failing).toThrow(expect.objectContaining({ code: 'CHECK_FAILED', name: 'CheckError' }));
  });
});

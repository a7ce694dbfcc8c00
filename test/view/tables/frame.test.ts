/** danfojs's tables shown whole: each as text, as the table of a notebook, and by `print`. */
import { inspect } from 'node:util';
import { DataFrame, Series } from 'danfojs-node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SHOWN } from '../../../lib/platform';
import { type FrameClasses, showFramesWhole } from '../../../lib/view/tables/frame';
import { table } from '../../../lib/view/tables/table';

const printed: string[] = [];
beforeAll(() => {
  showFramesWhole({ DataFrame, Series } as unknown as FrameClasses);
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterAll(() => {
  vi.restoreAllMocks();
});

const rows = [
  { chain: 'DOCKER', packets: 1 },
  { chain: 'FORWARD', packets: 12 },
  { chain: 'FORWARD', packets: 3 },
];
const frame = new DataFrame(rows);

/** What is shown of `value` in each way: all say the same. */
function expectShown(value: object, like: Parameters<typeof table>[0]): void {
  const expected = table(like).bundle();
  expect((value as Record<PropertyKey, () => unknown>)[SHOWN]?.()).toEqual(expected);
  const text = String(expected['text/plain']);
  expect(`${value}`).toBe(text);
  expect(inspect(value)).toBe(text);
  printed.length = 0;
  (value as { print(): void }).print();
  expect(printed.join('\n')).toBe(text);
}

test('a frame is the table of its rows, also one that a query gives', () => {
  expectShown(frame, rows);
  expectShown(frame.query(frame['chain'].eq('FORWARD')), rows.slice(1));
});

test('an index of words is a column of its own, one of numbers is not there', () => {
  const named = new DataFrame(rows.slice(0, 2), { index: ['first', 'second'] });
  expectShown(named, {
    columns: ['', 'chain', 'packets'],
    values: [
      ['first', 'DOCKER', 1],
      ['second', 'FORWARD', 12],
    ],
  });
  expectShown(new DataFrame(rows.slice(0, 2), { index: [7, 9] }), rows.slice(0, 2));
});

test('a series is a table of one column, called as the series is, or value', () => {
  expectShown(frame['packets'], [{ packets: 1 }, { packets: 12 }, { packets: 3 }]);
  expectShown(new Series([4, 5]), [{ value: 4 }, { value: 5 }]);
});

test('groups are a row each, with their keys and how many rows they have', () => {
  expectShown(frame.groupby(['chain']), [
    { chain: 'DOCKER', rows: 1 },
    { chain: 'FORWARD', rows: 2 },
  ]);
});

test('a class’ prototype, which Node shows too, has nothing to show', () => {
  const prototype = DataFrame.prototype as unknown as Record<PropertyKey, () => unknown>;
  expect(prototype[SHOWN]?.()).toBeUndefined();
  expect(String(prototype)).toBe('');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Notebook, withOutputs } from '../../../lib/cells/document';
import type { Output } from '../../../lib/cells/output';
import { compareOutputs } from '../../../lib/notebook/format/compare';
import { trialNotebook } from '../trial';

const shown = (data: Record<string, unknown>): Notebook =>
  withOutputs(trialNotebook('1;', '2;'), [[], [{ kind: 'display_data', data, metadata: {} }]]);
const printed = (...outputs: Output[]): Notebook => withOutputs(trialNotebook('1;'), [outputs]);

test('a mismatch shows a diff that names notebook, cell, output and mime type', () => {
  const [difference] = compareOutputs(
    shown({ 'text/plain': 'DNAT 1\nACCEPT 5\n' }),
    shown({ 'text/plain': 'DNAT 1\nACCEPT 6\n' }),
  );
  expect(difference).toContain('trial, cell 2 of 2, output 1, text/plain:\n');
  expect(difference).toContain('\n-ACCEPT 5\n+ACCEPT 6\n');
});

test('JSON is compared by value, whatever the order of its keys', () => {
  const mime = 'application/vnd.plotly.v1+json';
  expect(compareOutputs(shown({ [mime]: { a: 1, b: [2] } }), shown({ [mime]: { b: [2], a: 1 } }))).toEqual([]);
  const nested = (first: object) => shown({ [mime]: [{ list: [first, 'x'] }, null] });
  expect(compareOutputs(nested({ a: 1, b: 2 }), nested({ b: 2, a: 1 }))).toEqual([]);
  expect(compareOutputs(nested({ a: 1, b: 2 }), nested({ b: 1, a: 1 }))).toHaveLength(1);
  expect(compareOutputs(shown({ [mime]: [1, 2] }), shown({ [mime]: [2, 1] }))).toHaveLength(1);
  expect(compareOutputs(shown({ [mime]: { a: 1 } }), shown({ [mime]: { a: 2 } }))[0]).toContain('-  "a": 1\n+  "a": 2');
});

test('a picture is compared to the byte, and only its size is told', () => {
  expect(compareOutputs(shown({ 'image/png': 'iVBORw0A' }), shown({ 'image/png': 'iVBORw0BAA' }))).toEqual([
    'trial, cell 2 of 2, output 1, image/png:\n  8 characters of base64 committed, 10 now, the first difference at 7',
  ]);
});

test('a line may end in LF or in CR LF, and in nothing else', () => {
  const stream = (text: string) => printed({ kind: 'stream', name: 'stdout', text });
  expect(compareOutputs(stream('HTTP/1.1 200 OK\r\n'), stream('HTTP/1.1 200 OK\n'))).toEqual([]);
  expect(compareOutputs(stream('HTTP/1.1 200 OK\n'), stream('HTTP/1.1 200 OK'))).toHaveLength(1);
});

test('outputs that came or went are told', () => {
  const stream: Output = { kind: 'stream', name: 'stdout', text: 'hello\n' };
  expect(compareOutputs(printed(stream), printed())[0]).toBe(
    'trial, cell 1 of 1, output 1, stdout:\n  in the committed outputs, but no longer: "hello"',
  );
  expect(compareOutputs(printed(), printed(stream))[0]).toContain('not in the committed outputs; now: "hello"');
});

test('a long diff is cut', () => {
  const long = (word: string): Notebook =>
    shown({ 'text/plain': Array.from({ length: 500 }, (_, row) => `${word} ${row}\n`).join('') });
  const [difference = ''] = compareOutputs(long('was'), long('is'));
  // What is shown and what is left out make up the whole: the head's three lines, the rows of both, and the end.
  const [, left = ''] = /… (\d+) more lines$/.exec(difference) ?? [];
  const shownLines = difference.split('\n').slice(1, -1);
  expect([shownLines.length + Number(left), shownLines.slice(0, 2).map((line) => line.trimEnd())]).toEqual([
    3 + 1000 + 1,
    ['--- committed', '+++ now'],
  ]);
  expect(difference.split('\n').length).toBeLessThan(50);
  expect(difference).toMatch(/… \d+ more lines$/);
});

test('of a diff as many lines are shown as there are, up to forty, and the others counted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
      const lines = (word: string) => Array.from({ length: count }, (_, row) => `${word} ${row}`).join('\n');
      const [difference = ''] = compareOutputs(
        shown({ 'text/plain': lines('was') }),
        shown({ 'text/plain': lines('is') }),
      );
      const [, ...body] = difference.split('\n');
      const told = body.filter((line) => !line.startsWith('… '));
      const left = Number(/^… (\d+) more lines$/m.exec(difference)?.[1] ?? 0);
      // Before the rows of both are two lines with names and one with places; no line ends the last rows, which is told twice.
      const whole = 3 + 2 * count + 2;
      expect([told.length >= Math.min(whole, 40), told.length + left]).toEqual([true, whole + 1]);
      expect(left > 0 || !difference.includes('… ')).toBe(true);
      expect(difference).not.toContain('… 0 more');
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('the first difference is counted from 0', () => {
  const [difference] = compareOutputs(shown({ 'image/png': 'Aaa' }), shown({ 'image/png': 'Baa' }));
  expect(difference).toMatch(/the first difference at 0$/);
});

test('what is the same is silent, and each output and form that differs is told by its place', () => {
  const data = { 'text/html': '<b>1</b>', 'text/plain': '1' };
  expect(compareOutputs(shown(data), shown(data))).toEqual([]);
  const other = { 'text/html': '<b>2</b>', 'text/plain': '2' };
  expect(compareOutputs(shown(data), shown(other)).map((text) => text.split('\n')[0])).toEqual([
    'trial, cell 2 of 2, output 1, text/html:',
    'trial, cell 2 of 2, output 1, text/plain:',
  ]);
  const stream = (text: string): Output => ({ kind: 'stream', name: 'stdout', text });
  const [first, ...more] = compareOutputs(printed(stream('a'), stream('b')), printed(stream('a'), stream('c')));
  expect([first?.split('\n')[0], more]).toEqual(['trial, cell 1 of 1, output 2, stdout:', []]);
});

test('an error is its name, message and trace; metadata count as well', () => {
  const error = (message: string, line: string): Output => {
    return { kind: 'error', name: 'TypeError', message, traceback: [line] };
  };
  expect(compareOutputs(printed(error('no', 'at 1')), printed(error('no', 'at 1')))).toEqual([]);
  expect(compareOutputs(printed(error('no', 'at 1')), printed(error('no', 'at 2')))[0]).toContain('-at 1\n');
  expect(compareOutputs(printed(error('no', 'at 1')), printed(error('yes', 'at 1')))[0]).toContain('+TypeError: yes');
  const sized = (metadata: Record<string, unknown>) => printed({ kind: 'display_data', data: {}, metadata });
  expect(compareOutputs(sized({ width: 1 }), sized({ width: 1 }))).toEqual([]);
  expect(compareOutputs(sized({ width: 1 }), sized({ width: 2 }))[0]).toContain(', metadata:');
  expect(compareOutputs(sized({}), sized({ width: 2 }))[0]).toContain('metadata:\n  not in the committed outputs');
});

test('a diff has two lines around what differs, no file names, and long lines are cut', () => {
  const rows = (changed: string) => ['a', 'b', 'c', changed, 'd', 'e', 'f'].join('\n');
  const [difference = ''] = compareOutputs(shown({ 'text/plain': rows('x') }), shown({ 'text/plain': rows('y') }));
  const lines = difference.split('\n');
  expect(lines.slice(lines.findIndex((line) => line.startsWith('@@')) + 1).slice(0, 6)).toEqual([
    ...[' b', ' c', '-x', '+y', ' d', ' e'],
  ]);
  const [long = ''] = compareOutputs(
    shown({ 'text/plain': 'a'.repeat(5000) }),
    shown({ 'text/plain': 'b'.repeat(5000) }),
  );
  for (const line of long.split('\n')) expect(line.length).toBeLessThan(400);
  expect(long).toMatch(/-a{200,}…\n/);
  // A picture’s drawing is text, and is told line by line.
  expect(compareOutputs(shown({ 'image/svg+xml': '<a/>' }), shown({ 'image/svg+xml': '<b/>' }))[0]).toContain('-<a/>');
  expect(compareOutputs(shown({ 'application/pdf': 'ab' }), shown({ 'application/pdf': 'ac' }))[0]).toContain(
    'the first difference at 1',
  );
  expect(compareOutputs(shown({ 'image/png': 'ab' }), shown({ 'image/png': 'abc' }))[0]).toContain(
    '2 characters of base64 committed, 3 now, the first difference at 2',
  );
});

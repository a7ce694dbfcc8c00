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
  expect(difference.split('\n').length).toBeLessThan(50);
  expect(difference).toMatch(/… \d+ more lines$/);
});

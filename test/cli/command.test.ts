import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { sayPath } from '../../lib/cli/command';

test.each([
  ['.', '.'],
  ['book/index.html', join('book', 'index.html')],
  ['..name', '..name'],
  ['..', resolve('..')],
  ['../name', resolve('../name')],
])('the path %s is told as %s', (path, told) => {
  expect(sayPath(resolve(path))).toBe(told);
});

/** The notebooks themselves: each is checked, and run in a fresh kernel whose outputs have to be the committed ones. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkNotebooks, checkText, isClean } from '../../../lib/notebook/check/check';
import { compareOutputs } from '../../../lib/notebook/format/compare';
import { readNotebook } from '../../../lib/notebook/format/nbformat';
import { failureText } from '../../../lib/notebook/run/failure';
import { runNotebook } from '../../../lib/notebook/run/run';

const FOLDER = join(__dirname, '../../../notebooks');
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.ipynb')) : [];

describe.skipIf(files.length === 0).each(files)('%s', (file) => {
  const notebook = readNotebook(join(FOLDER, file));

  test('has its types, style and form in order', () => {
    const [check] = checkNotebooks([notebook]);
    expect(check && (isClean(check) ? '' : checkText(check))).toBe('');
  });

  test('gives the committed outputs in a fresh kernel', { timeout: 180_000 }, async () => {
    const run = await runNotebook(notebook);
    expect(run.failure ? failureText(run.failure) : '').toBe('');
    expect(compareOutputs(notebook, run.notebook).join('\n\n')).toBe('');
  });
});

test.skipIf(files.length > 0)('there are no notebooks yet', () => {
  expect(files).toEqual([]);
});

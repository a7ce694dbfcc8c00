import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { notebookText, parseNotebook, readNotebook } from '../../../lib/notebook/format/nbformat';
import { FIXTURES } from '../trial';

test('reading a notebook and writing it gives the same text', () => {
  const path = join(FIXTURES, 'trial.ipynb');
  expect(notebookText(readNotebook(path))).toBe(readFileSync(path, 'utf8'));
});

test('text may be a string or a list of lines, execution counts are dropped', () => {
  const source = { cell_type: 'code', id: 'a', source: '1;\n2;', metadata: {}, execution_count: 4, outputs: [] };
  const text = notebookText(parseNotebook(JSON.stringify({ nbformat: 4, cells: [source] }), 'x.ipynb'));
  expect(JSON.parse(text).cells[0]).toMatchObject({ execution_count: null, source: ['1;\n', '2;'] });
});

test.each([
  ['{"cells": [', /^broken\.ipynb is not JSON: .+\.$/],
  ['\u0000\u0001', /^broken\.ipynb is not JSON: .+\.$/],
  ['[]', /^broken\.ipynb is not a notebook: it is JSON, but has no list of cells\.$/],
  ['{"cells": [], "nbformat": 3}', /^broken\.ipynb is not a notebook of format 4: its nbformat is 3\.$/],
  ['{"cells": [7], "nbformat": 4}', /^broken\.ipynb: entry 1 of its cells is not a cell\.$/],
  ['{"cells": [{"cell_type": "code"}], "nbformat": 4}', /^broken\.ipynb: entry 1 of its cells has no source text\.$/],
  [
    '{"cells": [{"cell_type": "heading", "source": ""}], "nbformat": 4}',
    /entry 1 of its cells is of an unknown type, "heading"\.$/,
  ],
])('%j is refused in one sentence', (text, message) => {
  expect(() => parseNotebook(text, '/somewhere/broken.ipynb')).toThrow(message);
});

test('a file that does not exist is refused in one sentence', () => {
  expect(() => readNotebook('/nowhere/gone.ipynb')).toThrow(/^gone\.ipynb cannot be read/);
});

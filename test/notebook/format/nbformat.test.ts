import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { notebookText, parseNotebook } from '../../../lib/cells/nbformat';
import { readNotebook, writeNotebook } from '../../../lib/notebook/format/notebookFile';
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

const CELLS = [{ cell_type: 'code', id: 'a', source: '1;\r\n2;', metadata: {}, outputs: [] }];
const TEXT = JSON.stringify({ nbformat: 4, cells: CELLS }, null, 1).replaceAll('\n', '\r\n');
const inUtf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

describe('a file of another editor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-format-'));
  const path = join(folder, 'saved.ipynb');
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['CR LF', Buffer.from(TEXT)],
    ['a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16, the low byte first', inUtf16(TEXT)],
    ['UTF-16, the high byte first', inUtf16(TEXT).swap16()],
  ])('is read though it has %s', (_, bytes) => {
    writeFileSync(path, bytes);
    expect(readNotebook(path).cells).toMatchObject([{ source: '1;\n2;' }]);
  });

  test('is refused in one sentence when it is in another encoding', () => {
    writeFileSync(path, Buffer.from('{"größe"', 'latin1'));
    expect(() => readNotebook(path)).toThrow(/^saved\.ipynb is not text in UTF-8: save it in UTF-8\.$/);
  });

  test('is no text in UTF-16 for one byte of a mark', () => {
    for (const bytes of [
      [0xff, 0x41],
      [0xfe, 0x41],
      [0x41, 0xfe],
      [0x41, 0xff],
    ]) {
      writeFileSync(path, Buffer.from([...bytes, 0x41, 0x41]));
      expect(() => readNotebook(path)).toThrow('is not text in UTF-8');
    }
  });

  test.skipIf(process.platform === 'win32')('is refused in one sentence when it has no end', () => {
    const pipe = join(folder, 'pipe.ipynb');
    spawnSync('mkfifo', [pipe]);
    symlinkSync('/dev/zero', join(folder, 'zero.ipynb'));
    for (const place of [pipe, join(folder, 'zero.ipynb')])
      expect(() => readNotebook(place)).toThrow(/^\w+\.ipynb cannot be read: it is a folder, a pipe or a device\.$/);
  });

  test('leaves no draft behind when it cannot be written', () => {
    const inTheWay = join(folder, 'folder.ipynb');
    mkdirSync(join(inTheWay, 'x'), { recursive: true });
    const before = readdirSync(folder);
    expect(() => writeNotebook(readNotebook(join(FIXTURES, 'trial.ipynb')), inTheWay)).toThrow();
    expect(readdirSync(folder)).toEqual(before);
  });
});

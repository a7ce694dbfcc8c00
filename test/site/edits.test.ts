import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { editJson, knownEdits, parseEdits, versionOf } from '../../lib/browser/book/edits';
import { editsIn, hashOf } from '../../lib/browser/book/shareLink';
import { cellIds } from '../../lib/cells/cellIds';

const record = { version: versionOf(['a', 'b']), edits: new Map([['two', "const name = 'Zürich 字 🐳';\n"]]) };
const DAMAGED = 'The edits in this link are damaged: nothing was changed.';

function hashWith(text: string): string {
  return `#edits=${Buffer.from(deflateSync(Buffer.from(text))).toString('base64url')}`;
}

describe('edits', () => {
  test('name cells by their ids, and those without one of their own by their number', () => {
    expect(cellIds([{ id: 'a' }, { id: '' }, { id: 'a' }, { id: 'b' }])).toEqual(['a', '#2', '#3', 'b']);
  });

  test('belong to a version: any source changes it', () => {
    expect(versionOf(['a', 'b'])).toMatch(/^[0-9a-f]{8}$/);
    expect(new Set([['a', 'b'], ['ab'], ['a', 'c'], ['b', 'a'], ['a', 'b', '']].map(versionOf)).size).toBe(5);
  });

  test('are read as they were written', () => {
    expect(parseEdits(editJson(record))).toEqual(record);
  });

  test.each(['', '{', 'null', '[]', '{"version":1,"cells":{}}', '{"version":"a"}', '{"version":"a","cells":{"b":1}}'])(
    'are not read from %s',
    (json) => expect(parseEdits(json)).toBeUndefined(),
  );

  test('count where they change a cell that is there', () => {
    const edits = new Map([
      ['one', 'a'],
      ['two', 'c'],
      ['gone', 'd'],
      ['__proto__', 'e'],
    ]);
    expect(knownEdits(edits, ['one', 'two', 'three'], ['a', 'b', 'c'])).toEqual(new Map([['two', 'c']]));
  });
});

describe('a link', () => {
  test('carries edits in letters that every mail lets through', () => {
    const hash = hashOf(record);
    expect(hash).toMatch(/^#edits=[\w-]+$/);
    expect(editsIn(hash)).toEqual(record);
  });

  test('that would be too long is not made', () => {
    let seed = 1;
    const noise = Array.from({ length: 60_000 }, () => {
      seed = (seed * 48_271) % 0x7fffffff;
      return String.fromCodePoint(33 + (seed % 9000));
    }).join('');
    expect(() => hashOf({ ...record, edits: new Map([['two', noise]]) })).toThrow('too long for a link');
  });

  test.each([
    ['nothing', '#edits='],
    ['what is no base64', '#edits=%%%'],
    ['half of it', hashOf(record).slice(0, -6)],
    ['what is no JSON', hashWith('const a = 1;')],
    ['what is not text', `#edits=${Buffer.from(deflateSync(Uint8Array.of(0xff, 0xfe))).toString('base64url')}`],
    ['other JSON', hashWith('{"version":"1","cells":{"two":{"toString":1}}}')],
    [
      'what unpacks to a thousand times its size',
      hashWith(JSON.stringify({ version: '', cells: { a: ' '.repeat(9e6) } })),
    ],
  ])('with %s is refused', (_, hash) => {
    expect(hash.length).toBeLessThan(100_000);
    expect(() => editsIn(hash)).toThrow(DAMAGED);
  });

  test('that is too long is refused unread', () => {
    expect(() => editsIn(`#edits=${'A'.repeat(100_000)}`)).toThrow('The link is too long to be one of this page');
  });
});

/** Made-up tables as pictures of several widths, as HTML and as text: all that is in them, in its row and column. */
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, test } from 'vitest';
import { mix } from '../../../lib/view/draw/colour';
import { THEMES } from '../../../lib/view/draw/theme';
import { pivot } from '../../../lib/view/tables/pivot';
import { table } from '../../../lib/view/tables/table';
import { tablePicture } from '../../../lib/view/tables/tablePicture';
import { faultsOf } from '../faults';
import { type Shapes, shapesOf, type Text } from '../shapes';

const { light } = THEMES;
const word = fc.constantFrom(
  ...['ACCEPT', 'FORWARD', '172.17.0.2:80', '02:42:ac:11:00:02', 'docker-proxy', 'who has it?'],
  'a text that is so long that no column of a page has room for all of its words in one line',
);
const asked = fc.record({
  columns: fc.integer({ min: 1, max: 6 }),
  rows: fc.array(fc.array(word, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
  numbers: fc.array(fc.nat(5_000_000), { minLength: 6, maxLength: 6 }),
  title: fc.constantFrom('', 'Packets', 'What the rules of a host have counted while somebody asked for a page of ng1'),
  width: fc.constantFrom(undefined, 340, 720),
  changedRow: fc.nat(9),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;
type Row = Readonly<Record<string, string | number>>;

interface Picture extends Shapes {
  readonly asked: Asked;
  readonly svg: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

function read(one: Asked): Picture {
  const names = ['chain', 'rule', 'from', 'to', 'what', 'more'].slice(0, one.columns);
  const columns = [...names, 'packets'];
  const rows = one.rows.map((cells, index): Row => {
    const words = Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']));
    return { ...words, packets: one.numbers[index] ?? 0 };
  });
  const changed = (row: number, column: string) => row === one.changedRow && column === 'packets';
  const { title, width } = one;
  const tone = (row: Row) => (row['chain'] === 'ACCEPT' ? ('quiet' as const) : undefined);
  const source = { rows, columns, title, changed, tone, ...(width !== undefined && { width }) };
  const { svg } = tablePicture(source as Parameters<typeof tablePicture>[0]);
  return { ...shapesOf(svg), asked: one, svg, columns, rows };
}

let pictures: readonly Picture[] = [];
beforeAll(() => {
  pictures = fc.sample(asked, { numRuns: 60, seed: 8 }).map(read);
});

const shownOf = (value: string | number | undefined) =>
  typeof value === 'number' ? value.toLocaleString('en-US') : (value ?? '');
const isCut = ({ texts }: Picture) => texts.some(({ text }) => text.includes('…'));
/** Whether columns stand side by side; in a narrow picture of many each cell may have a line of its own. */
const hasColumns = ({ texts, columns }: Picture) => {
  const heads = texts.filter(({ text, isBold }) => isBold && columns.includes(text));
  return new Set(heads.map(({ top }) => top)).size === 1;
};
const squeezed = (words: string) => words.replace(/\s+/g, '');

describe('the picture of a made-up table', () => {
  test('has no text over another, under a line or beyond its edges, and keeps to its width', () => {
    for (const picture of pictures) {
      const { width, asked: one } = picture;
      expect(faultsOf(picture)).toEqual({});
      if (one.width !== undefined) expect(width).toBe(one.width);
    }
  });

  test('has every word of every cell, row after row', () => {
    for (const picture of pictures.filter((one) => !isCut(one))) {
      const { texts, rows, columns, asked: one } = picture;
      const body = texts.filter(({ order }) => order > lastHeading(picture));
      if (!hasColumns(picture)) continue;
      const words = rows.flatMap((row) => columns.map((column) => squeezed(shownOf(row[column]))));
      expect(squeezed(body.map(({ text }) => text).join(''))).toBe(words.join(''));
      const title = texts.filter(
        ({ order, isBold }) => order < (texts.find(({ text }) => text === columns[0])?.order ?? 0) && isBold,
      );
      expect(squeezed(title.map(({ text }) => text).join(''))).toBe(squeezed(one.title));
    }
  });

  test('has its headings bold over their columns, a line under them, and one under each row', () => {
    for (const picture of pictures.filter(hasColumns)) {
      const { texts, columns, strokes, rows } = picture;
      const heads = columns.map((column) => texts.find(({ text, isBold }) => isBold && text === column));
      expect(heads.every((head) => head !== undefined)).toBe(true);
      expect(strokes.map(({ colour }) => colour)).toEqual([light.muted, ...rows.map(() => light.grid)]);
      const ys = strokes.map(({ corners: [a] }) => a?.[1] ?? 0);
      expect(ys).toEqual([...ys].sort((a, b) => a - b));
      expect(new Set(strokes.map(({ corners }) => `${corners[0]?.[0]} ${corners[1]?.[0]}`)).size).toBe(1);
      for (const head of heads) expect(head?.bottom).toBeLessThan(ys[0] ?? 0);
      const numbers = texts.filter((text) => /^[\d,]+$/.test(text.text));
      expect(new Set([heads.at(-1), ...numbers].map((text) => text?.right.toFixed(1))).size).toBe(1);
      const lefts = new Set(heads.slice(0, -1).map((head) => head?.left.toFixed(1)));
      const words = texts.filter((text) => text.order > lastHeading(picture) && !/^[\d,]+$/.test(text.text));
      for (const { left } of words) expect(lefts.has(left.toFixed(1))).toBe(true);
      for (const [index, y] of ys.slice(1).entries()) {
        const own = numbers.filter(({ top, bottom }) => top > (ys[index] ?? 0) - 1 && bottom < y + 1);
        expect(own.map(({ text }) => text)).toEqual([shownOf(rows[index]?.['packets'])]);
      }
    }
  });

  test('marks what has changed, and has quiet rows paler', () => {
    const ground = mix(light.bytes, light.background, 0.24);
    for (const { areas, texts, rows, asked: one } of pictures) {
      const marked = areas.filter(({ fill }) => fill === ground);
      expect(marked).toHaveLength(one.changedRow < rows.length ? 1 : 0);
      for (const { left, right, top, bottom } of marked) {
        const inside = texts.filter(
          (text) => text.left > left - 1 && text.right < right + 1 && text.top > top - 1 && text.bottom < bottom + 1,
        );
        expect(inside.map(({ text, isBold }) => [text, isBold])).toEqual([
          [shownOf(rows[one.changedRow]?.['packets']), true],
        ]);
      }
      const quiet = rows.some((row) => row['chain'] === 'ACCEPT');
      const pale = texts.filter(({ fill }) => fill === light.muted);
      expect(pale.some(({ text }) => text === 'ACCEPT')).toBe(quiet);
    }
  });

  test('is told cell by cell where columns have no room, each after its heading', () => {
    const told = pictures.filter((one) => !hasColumns(one) && !isCut(one));
    expect(told.length).toBeGreaterThan(0);
    for (const { texts, rows, columns } of told) {
      const words = rows.flatMap((row) => columns.flatMap((column) => [column, squeezed(shownOf(row[column]))]));
      expect(squeezed(texts.map(({ text }) => text).join(''))).toContain(words.join(''));
    }
  });
});

/** The order of the last heading. */
function lastHeading({ texts, columns }: Picture): number {
  const heads = texts.filter(({ text, isBold }: Text) => isBold && columns.includes(text));
  return Math.max(...heads.slice(0, columns.length).map(({ order }) => order));
}

describe('a made-up table as HTML', () => {
  test('has a caption if it has a title, its words in their cells, and what changed bold', () => {
    for (const { rows, columns, asked: one } of pictures) {
      const changed = (row: object, column: string) => row === rows[one.changedRow] && column === 'packets';
      const { document } = new JSDOM(table(rows, { title: one.title, changed }).toHtml()).window;
      expect(document.querySelector('caption')?.textContent ?? '').toBe(one.title);
      expect([...document.querySelectorAll('th')].map(({ textContent }) => textContent)).toEqual(columns);
      const cells = [...document.querySelectorAll('td')];
      expect(cells.map(({ textContent }) => textContent)).toEqual(
        rows.flatMap((row) => columns.map((column) => shownOf(row[column]))),
      );
      expect(document.querySelectorAll('td b')).toHaveLength(one.changedRow < rows.length ? 1 : 0);
      for (const cell of cells) {
        const isNumber = /^[\d,]+$/.test(cell.textContent);
        expect(cell.getAttribute('align')).toBe(isNumber ? 'right' : 'left');
        // An address never breaks into lines, a sentence does.
        const isAddress = /^[\d.:a-f]+$/.test(cell.textContent);
        if (isAddress || isNumber) expect(cell.style.whiteSpace).toBe('nowrap');
        if (cell.textContent.startsWith('a text that is so long')) expect(cell.style.whiteSpace).toBe('');
      }
    }
  });
});

describe('rows turned into columns', () => {
  const row = fc.record({
    request: fc.constantFrom('a', 'b', 'c'),
    chain: fc.constantFrom('x', 'y'),
    packets: fc.nat(99),
  });

  test('add what meets, leave nothing out, and have 0 elsewhere', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const wide = pivot(rows, { index: 'chain', columns: 'request', values: 'packets' });
        expect(wide.map(({ chain }) => chain)).toEqual([...new Set(rows.map(({ chain }) => chain))]);
        const requests = [...new Set(rows.map(({ request }) => request))];
        for (const one of wide) {
          expect(Object.keys(one)).toEqual(['chain', ...requests]);
          for (const request of requests) {
            const met = rows.filter((other) => other.chain === one['chain'] && other.request === request);
            expect(one[request]).toBe(met.reduce((sum, { packets }) => sum + packets, 0));
          }
        }
      }),
    );
  });

  test('are refused where a number would meet a word', () => {
    const rows = [
      { chain: 'x', request: 'a', packets: 1 },
      { chain: 'x', request: 'a', packets: 'many' },
    ];
    for (const order of [rows, [...rows].reverse()])
      expect(() => pivot(order, { index: 'chain', columns: 'request', values: 'packets' })).toThrow(
        'several values meet at x, a, and only numbers can be added',
      );
  });
});

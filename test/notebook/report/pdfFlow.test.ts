/** Where a PDF's pieces go, on pages 700 pt high. A piece is known by its name. */
import { expect, test } from 'vitest';
import { flow, type Measured } from '../../../lib/notebook/report/pdfFlow';

const text = (name: string, height: number, kind: 'text' | 'whole' | 'heading' = 'text'): Measured => ({
  piece: { kind, draw: () => name },
  height,
});
const figure = (name: string, pictureHeight: number): Measured => ({
  piece: {
    kind: 'figure',
    pictureHeight,
    smallest: 0.82,
    draw: (scale) => (scale === 1 ? name : `${name} at ${scale.toFixed(2)}`),
    caption: () => '',
    note: () => `${name} later`,
  },
  height: 20,
});
const placed = (...pieces: Measured[]) => flow(pieces, 700);

test('a figure stays where there is room for it', () => {
  expect(placed(text('a', 300), figure('F', 300), text('b', 500))).toEqual(['a', 'F', 'b']);
});

test('a figure that nearly fits is drawn a little smaller', () => {
  expect(placed(text('a', 379), figure('F', 330))).toEqual(['a', 'F at 0.91']);
});

test('text goes on before a figure that would leave much of its page white, up to the next page', () => {
  expect(placed(text('a', 400), figure('F', 500), text('b', 200), text('c', 100), text('d', 100))).toEqual([
    'a',
    'F later',
    'b',
    'c',
    'F',
    'd',
  ]);
});

test('a figure that has nearly a whole page behind it goes to the next at once', () => {
  expect(placed(text('a', 660), figure('F', 500), text('b', 50))).toEqual(['a', 'F', 'b']);
});

test('figures keep their order, and wait for each other', () => {
  const pieces = [text('a', 400), figure('F', 400), figure('G', 50), text('b', 400), figure('H', 600), text('c', 300)];
  expect(placed(...pieces)).toEqual(['a', 'F later', 'G later', 'b', 'F', 'G', 'H later', 'c', 'H']);
});

test('a figure waits no longer than its chapter, and none is drawn twice', () => {
  expect(placed(text('a', 400), figure('F', 500), text('b', 100))).toEqual(['a', 'F later', 'b', 'F']);
});

test('what is not broken over pages lets a waiting figure go first, as does a heading at the foot of a page', () => {
  const before = [text('a', 400), figure('F', 500)];
  expect(placed(...before, text('code', 300, 'whole'))).toEqual(['a', 'F later', 'F', 'code']);
  expect(placed(...before, text('b', 220), text('Heading', 30, 'heading'))).toEqual([
    'a',
    'F later',
    'b',
    'F',
    'Heading',
  ]);
});

test('a picture as high as a page has one of its own', () => {
  expect(placed(figure('F', 680), figure('G', 680), text('a', 10))).toEqual(['F', 'G', 'a']);
});

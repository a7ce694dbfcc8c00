/** What holds of each picture of TCP, however wide. */
import { expect } from 'vitest';
import { THEMES } from '../../../lib/view/draw/theme';
import { crossedByStrokes, crossedOut, cutByEdges, outside, type Shapes, twistedArrows } from '../shapes';
import { clipped, overlaps } from '../textBoxes';

/** Nothing lies over another, or outside of the picture. */
export function expectOrder(shapes: Shapes & { readonly svg: string }): void {
  expect([overlaps(shapes.texts), clipped(shapes.svg), outside(shapes), cutByEdges(shapes)]).toEqual([[], [], [], []]);
  expect([crossedByStrokes(shapes, THEMES.light.grid), crossedOut(shapes), twistedArrows(shapes)]).toEqual([
    [],
    [],
    [],
  ]);
}

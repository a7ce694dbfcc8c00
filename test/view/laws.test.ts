/** What is true of every picture, however wide. */
import { beforeAll, describe, expect, test } from 'vitest';
import { THEMES } from '../../lib/view/draw/theme';
import type { Drawn, Shown } from '../../lib/view/figure/drawn';
import { type Article, runArticle } from './articleAccesses';
import { LAID_OUT, OF_THE_ARTICLE, picturesOf } from './figureKinds';
import { crossedByStrokes, crossedOut, cutByEdges, looseArrows, outside, shapesOf, twistedArrows } from './shapes';

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

function expectOrder(picture: Drawn & Shown): void {
  const shapes = shapesOf(picture.toSvg());
  expect({
    outside: outside(shapes),
    cut: cutByEdges(shapes),
    crossed: crossedByStrokes(shapes, THEMES.light.grid),
    loose: looseArrows(shapes),
    twisted: twistedArrows(shapes),
    crossedOut: crossedOut(shapes),
  }).toEqual({ outside: [], cut: [], crossed: [], loose: [], twisted: [], crossedOut: [] });
}

describe('a picture has all within its edges, no text under a line or an edge, and arrowheads on their strokes, along them', () => {
  test.each(picturesOf(LAID_OUT))('%s of %s', (_, __, picture) => expectOrder(picture));
  test.each(Object.entries(OF_THE_ARTICLE))('%s of the article', (_, draw) => expectOrder(draw(article)));
});

/** What is true of every picture, however wide. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Article, runArticle } from './articleAccesses';
import { faultsOf } from './faults';
import { LAID_OUT, OF_THE_ARTICLE, picturesOf } from './figureKinds';
import { shapesOf } from './shapes';

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

describe('a picture is in order', () => {
  test.each(picturesOf(LAID_OUT))('%s of %s', (_, __, picture) =>
    expect(faultsOf(shapesOf(picture.toSvg()))).toEqual({}),
  );
  test.each(Object.entries(OF_THE_ARTICLE))('%s of the article', (_, draw) =>
    expect(faultsOf(shapesOf(draw(article).toSvg()))).toEqual({}),
  );
});

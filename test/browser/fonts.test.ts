/** Pictures on a reader's screen that lacks their fonts: each text is as wide as it was measured, alone or beside others. */
import { expect } from 'vitest';
import { textWidth } from '../../lib/view/draw/fontMetrics';
import { LAID_OUT, picturesOf } from '../view/figureKinds';
import { test } from './chromium';

interface Measured {
  readonly text: string;
  readonly isMono: boolean;
  readonly isBold: boolean;
  readonly size: number;
  readonly width: number;
}

test('texts are as wide as they were measured, in pictures that stand on one page', async ({ page }) => {
  const pictures = picturesOf(LAID_OUT).map(([, , picture]) => picture.toSvg());
  await page.setContent(`<!doctype html><body>${pictures.join('\n')}</body>`);
  const texts = await page.evaluate(async (): Promise<readonly Measured[]> => {
    await document.fonts.ready;
    const runs = [...document.querySelectorAll<SVGTextContentElement>('text, tspan')].filter(
      (one) => one.querySelector('tspan') === null,
    );
    return runs.map((one) => {
      const { fontFamily, fontWeight, fontSize } = getComputedStyle(one);
      const text = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent);
      return {
        text: text.join(''),
        isMono: fontFamily.startsWith('Cousine'),
        isBold: fontWeight === '700',
        size: Number.parseFloat(fontSize),
        width: one.getComputedTextLength(),
      };
    });
  });
  expect(texts.length).toBeGreaterThan(500);
  const wrong = texts.filter(({ text, isMono, isBold, size, width }) => {
    const font = { family: isMono ? 'mono' : 'sans', weight: isBold ? 'bold' : 'normal', size } as const;
    return Math.abs(textWidth(text.replace(/ +/g, ' '), font) - width) > 1;
  });
  expect(wrong).toEqual([]);
});

test('a picture in a page that lets no font load has its own', async ({ page }) => {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  // Capitals in sans: Arimo's are a tenth narrower than those of the fonts that every Linux has.
  const drawn = async (svg: string) => {
    const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    await page.goto('about:blank');
    await page.setContent(`<meta http-equiv="Content-Security-Policy" content="${policy}"><img src="${source}">`);
    await page.waitForFunction(() => document.images[0]?.complete);
    return (await page.locator('img').screenshot()).toString('base64');
  };
  const [first] = picturesOf(LAID_OUT);
  const svg = first?.[2].toSvg() ?? '';
  expect(await drawn(svg)).not.toBe(await drawn(svg.replace(/<style>.*?<\/style>/, '')));
});

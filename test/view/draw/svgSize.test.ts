import { describe, expect, test } from 'vitest';
import { resizeSvg, statedSvg, svgSize } from '../../../lib/view/draw/svgSize';

const drawing = (attributes: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg"${attributes}><rect width="7" height="7"/></svg>`;

describe('the size of a drawing', () => {
  test.each([
    [' width="40" height="20"', 40, 20],
    [" width='40px' height='20'", 40, 20],
    [" width='40' height='20' viewBox='0 0 40 20'", 40, 20],
    ['\n  width="40"\n  height="20"\n  viewBox="0 0 40 20"', 40, 20],
    [' width="1in" height="36pt"', 96, 48],
    [' viewBox="0 0 80 60"', 80, 60],
    [' viewBox="0,0,80,60" width="100%" height="2em"', 80, 60],
    [' viewBox="0 0 80 60" width="40"', 40, 30],
    [' viewBox="0 0 80 60" height="30"', 40, 30],
    [' viewBox="0 0 80"', 300, 150],
    ['', 300, 150],
  ])('with%s', (attributes, width, height) => {
    const svg = drawing(attributes);
    expect(svgSize(svg)).toEqual({ width, height });
    const stated = statedSvg(svg);
    expect(svgSize(stated)).toEqual({ width, height });
    expect(stated).toMatch(/^<svg[^>]*\sviewBox=["']0[ ,]0[ ,]\d+[ ,]\d+["']/);
    expect(stated).toContain('><rect width="7" height="7"/></svg>');
    expect(statedSvg(stated)).toBe(stated);
    expect(svgSize(resizeSvg(svg, width * 2))).toEqual({ width: width * 2, height: height * 2 });
  });

  test('that is stated stays in the same words', () => {
    const svg = drawing(' width="40" height="20" viewBox="0 0 40 20"');
    expect(statedSvg(svg)).toBe(svg);
  });
});

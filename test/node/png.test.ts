import { describe, expect, it } from 'vitest';
import { svgToPng } from '../../lib/node/png';

const svg = (body: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">${body}</svg>`;

describe('PNG', () => {
  it('has the size of the SVG times the scale', () => {
    const png = Buffer.from(svgToPng(svg(''), 3));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([120, 60]);
  });

  it('has text in it, in the bundled fonts', () => {
    const text = svgToPng(svg('<text y="15" font-family="Arimo">AAAA</text>'));
    const mono = svgToPng(svg('<text y="15" font-family="Cousine">AAAA</text>'));
    expect(text.length).toBeGreaterThan(svgToPng(svg('')).length);
    expect(Buffer.from(text).equals(Buffer.from(mono))).toBe(false);
  });

  it('says what is wrong with an SVG, and draws the next one', () => {
    expect(() => svgToPng('<svg')).toThrow(/^the picture cannot be drawn: /);
    expect(svgToPng(svg('')).length).toBeGreaterThan(60);
  });
});

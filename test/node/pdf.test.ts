import { describe, expect, it } from 'vitest';
import { svgToPdf } from '../../lib/node/pdf';
import { requirePdfmake } from '../../lib/node/pdfmake';

const square = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

describe('PDF', { timeout: 120_000 }, () => {
  it('is the same bytes each time', () => {
    expect(Buffer.from(svgToPdf('T', square)).equals(Buffer.from(svgToPdf('T', square)))).toBe(true);
  });

  it('asks in one sentence for the package that writes it', () => {
    const isMissing = () => {
      throw new Error('Cannot find module');
    };
    expect(() => requirePdfmake(isMissing)).toThrow(
      new Error('PDF needs the package pdfmake, which is not installed: npm install pdfmake'),
    );
  });
});

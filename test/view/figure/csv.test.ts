import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../lib/view/figure/csv';

describe('CSV', () => {
  it('has a header, and CRLF at the end of each record', () => {
    expect(toCsv([{ a: 1, b: 'x' }])).toBe('a,b\r\n1,x\r\n');
  });

  it('quotes commas, quotes and line breaks, and doubles quotes', () => {
    expect(toCsv([{ a: 'x,y', b: 'say "hi"', c: 'two\nlines' }])).toBe('a,b,c\r\n"x,y","say ""hi""","two\nlines"\r\n');
  });

  it('leaves what is not there empty, and writes numbers plainly', () => {
    expect(toCsv([{ a: null, b: undefined, c: 1575, d: 2n ** 64n, e: true }])).toBe(
      'a,b,c,d,e\r\n,,1575,18446744073709551616,true\r\n',
    );
  });

  it('has the columns asked for, in their order', () => {
    expect(toCsv([{ a: 1, b: 2 }], ['b', 'a'])).toBe('b,a\r\n2,1\r\n');
    expect(toCsv([], ['a'])).toBe('a\r\n');
  });
});

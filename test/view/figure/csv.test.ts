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

  it('has nothing in it that a spreadsheet computes, and rules as they are', () => {
    const cells = ['=1+1', '@SUM(A1)', '+cmd|x', '-2+3', "-j cmd|'x'!A0", '-m WEBSERVICE(A1)', '\t=1'];
    expect(toCsv(cells.map((a) => ({ a })))).toBe(
      `a\r\n${cells.map((cell) => (cell.includes(',') ? `"'${cell}"` : `'${cell}`)).join('\r\n')}\r\n`,
    );
    const kept = ['-i docker0 ! -o docker0 -j ACCEPT', '--dport 80', '-5', '+1,5', '! -i docker0', 'a=b', '-P'];
    expect(toCsv(kept.map((a) => ({ a, b: -1 })))).toBe(
      `a,b\r\n${kept.map((cell) => `${cell.includes(',') ? `"${cell}"` : cell},-1`).join('\r\n')}\r\n`,
    );
    expect(toCsv([{ '=1': 1 }])).toBe("'=1\r\n1\r\n");
  });

  it('has no control characters but line ends and tabs', () => {
    expect(toCsv([{ a: '\u001b[31mred\u001b[0m\u0007 \u009b2J\u0000x\ty\r\nz' }])).toBe('a\r\n"red 2Jx\ty\nz"\r\n');
    expect(toCsv([{ a: '\u0000=1' }])).toBe("a\r\n'=1\r\n");
  });

  it('has the columns asked for, in their order', () => {
    expect(toCsv([{ a: 1, b: 2 }], ['b', 'a'])).toBe('b,a\r\n2,1\r\n');
    expect(toCsv([], ['a'])).toBe('a\r\n');
  });
});

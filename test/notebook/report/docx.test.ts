/** A report as a Word document: read back from its XML. */
import { strFromU8, unzipSync } from 'fflate';
import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, it } from 'vitest';
import { readReport } from '../../../lib/notebook/report/document';
import { reportDocx } from '../../../lib/notebook/report/docx';
import { SAMPLE } from './sample';

const report = readReport([SAMPLE, { ...SAMPLE, name: '10-again' }], { code: true, title: 'All \u0007& <more>' });
let file: Uint8Array;
let files: Record<string, Uint8Array>;
let body: Document;

function xml(name: string): Document {
  const { window } = new JSDOM(strFromU8(files[name] ?? new Uint8Array()), { contentType: 'application/xml' });
  return window.document;
}
const all = (name: string, within: Document | Element = body) => [...within.getElementsByTagName(name)];
const styleOf = (paragraph: Element) => all('w:pStyle', paragraph)[0]?.getAttribute('w:val') ?? 'Normal';
const styled = (style: string) => all('w:p').filter((paragraph) => styleOf(paragraph) === style);
const words = (element: Element | undefined) =>
  all('w:t', element ?? body)
    .map(({ textContent }) => textContent)
    .join('');

beforeAll(async () => {
  file = await reportDocx(report);
  files = unzipSync(file);
  body = xml('word/document.xml');
}, 120_000);

describe('a report as a Word document', () => {
  it('is well-formed, and the same bytes each time', async () => {
    for (const name of Object.keys(files).filter((path) => /\.(?:xml|rels)$/.test(path)))
      expect(xml(name).documentElement.tagName).not.toBe('parsererror');
    expect(Buffer.from(await reportDocx(report)).equals(Buffer.from(file))).toBe(true);
  });

  it('is on A4, in English, and has a title', () => {
    expect(all('w:pgSz')[0]?.getAttribute('w:w')).toBe('11906');
    expect(all('w:lang', xml('word/styles.xml'))[0]?.getAttribute('w:val')).toBe('en-GB');
    expect(xml('docProps/core.xml').getElementsByTagName('dc:title')[0]?.textContent).toBe('All & <more>');
    expect(words(styled('Title')[0])).toBe('All & <more>');
  });

  it('has headings as styles', () => {
    expect(styled('Heading1').map(words)).toEqual(['The sample', 'The sample']);
    expect(styled('Heading2').map(words).slice(0, 3)).toEqual(['First section', 'Second section', 'Exercises']);
  });

  it('has figures as vectors with a PNG for those who draw none, in words, and captions that Word numbers', () => {
    const [first] = all('wp:docPr');
    expect(first?.getAttribute('descr')).toMatch(/^A path/);
    expect(all('asvg:svgBlip')).toHaveLength(4);
    expect(Object.keys(files).filter((name) => /\.svg$/.test(name)).length).toBeGreaterThan(0);
    expect(styled('Caption').map(words).slice(0, 3)).toEqual([
      'Figure 1. A path',
      'Table 1. Many rules',
      'Figure 2. Given away',
    ]);
    const [field] = all('w:fldSimple');
    expect(field?.getAttribute('w:instr')).toBe('SEQ Figure \\* ARABIC');
  });

  it('has tables whose heads are repeated on each page, and whose rows are not broken', () => {
    const tables = all('w:tbl').map((table) => all('w:tr', table));
    expect(tables.map((rows) => rows.length)).toEqual([2, 121, 2, 121]);
    for (const rows of tables) {
      expect(rows.map((row) => all('w:tblHeader', row).length)).toEqual(rows.map((_, index) => (index === 0 ? 1 : 0)));
      for (const row of rows) expect(all('w:cantSplit', row)).toHaveLength(1);
    }
  });

  it('has code and listings in a fixed-width face, no letter below 7 pt, and no line twice', () => {
    const faces = xml('word/styles.xml');
    for (const style of ['Code', 'Listing', 'InlineCode']) {
      const found = all('w:style', faces).find((one) => one.getAttribute('w:styleId') === style);
      expect(all('w:rFonts', found ?? faces)[0]?.getAttribute('w:ascii')).toBe('Courier New');
    }
    const sizes = all('w:sz').map((size) => Number(size.getAttribute('w:val')));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(14);
    expect(words(styled('Listing')[0])).toBe('200');
  });

  it('unfolds hints and answers, each below its own label', () => {
    expect(styled('FoldLabel').map(words)).toEqual(['Hint', 'Answer', 'Hint', 'Answer']);
    const hint = styled('FoldLabel')[0]?.nextElementSibling ?? undefined;
    expect(words(hint)).toBe('Look at rule 2: iptables -L.');
    expect(all('w:rStyle', hint).map((style) => style.getAttribute('w:val'))).toEqual(['InlineCode']);
  });

  it('links to chapters and to the web', () => {
    const anchors = all('w:hyperlink').flatMap((link) => link.getAttribute('w:anchor') ?? []);
    const marks = all('w:bookmarkStart').map((mark) => mark.getAttribute('w:name'));
    expect(anchors).toEqual(['c_09_sample', 'c_10_again']);
    expect(marks).toEqual(anchors);
    expect(strFromU8(files['word/_rels/document.xml.rels'] ?? new Uint8Array())).toContain('https://example.org/');
  });

  it('has ids that are there once, and relations that lead to a file or to the web', () => {
    const relations = [...xml('word/_rels/document.xml.rels').getElementsByTagName('Relationship')];
    const ids = relations.map((one) => one.getAttribute('Id') ?? '');
    const drawings = all('wp:docPr').map((one) => one.getAttribute('id') ?? '');
    const marks = all('w:bookmarkStart').map((one) => one.getAttribute('w:id') ?? '');
    for (const some of [ids, drawings, marks]) {
      expect(some.length).toBeGreaterThan(1);
      expect(new Set(some).size).toBe(some.length);
      expect(some.filter((id) => !/^(?:rId)?[\w-]*\d$/.test(id))).toEqual([]);
    }
    // Word takes no drawing with an id below 1.
    expect(drawings.filter((id) => Number(id) < 1)).toEqual([]);
    expect(all('w:bookmarkEnd').map((one) => one.getAttribute('w:id'))).toEqual(marks);
    const text = strFromU8(files['word/document.xml'] ?? new Uint8Array());
    const used = [...text.matchAll(/ r:(?:id|embed|link)="([^"]*)"/g)].map(([, id = '']) => id);
    expect(used.length).toBeGreaterThan(4);
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
    for (const one of relations) {
      const target = one.getAttribute('Target') ?? '';
      const isOutside = one.getAttribute('TargetMode') === 'External';
      expect(isOutside ? target.startsWith('https://') : files[`word/${target}`] !== undefined).toBe(true);
    }
  });
});

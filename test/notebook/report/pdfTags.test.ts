/** What software that reads PDF aloud finds in a report: PDF/UA, as far as a test can look. */
import { beforeAll, describe, expect, it } from 'vitest';
import { svgToPdf } from '../../../lib/node/pdf';
import { readReport } from '../../../lib/notebook/report/document';
import { reportPdf } from '../../../lib/notebook/report/pdf';
import { allElements, type Element, readPdf } from '../../node/pdfStructure';
import { SAMPLE } from './sample';

describe('a report as PDF', { timeout: 120_000 }, () => {
  let pdf: ReturnType<typeof readPdf>;
  let elements: readonly Element[];
  const typed = (type: string) => elements.filter((element) => element.type === type);
  beforeAll(async () => {
    pdf = readPdf(await reportPdf(readReport([SAMPLE, { ...SAMPLE, name: '10-again' }], { code: true })));
    elements = allElements(pdf.tree);
  });

  it('states its title and language, and that it is tagged', () => {
    expect(pdf.catalog).toMatch(/\/Lang \(en\)/);
    expect(pdf.file).toMatch(/\/DisplayDocTitle true/);
    expect(pdf.file).toMatch(/\/Marked true/);
    expect(pdf.file).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(pdf.file).toMatch(/\/Title \(/);
  });

  it('has all its text in elements, or set apart as nothing to be read', () => {
    expect(pdf.unmarked).toBe(0);
    expect(elements.filter(({ children, pieces }) => children.length + pieces === 0)).toEqual([]);
  });

  it('has headings, each a level below the one it belongs to', () => {
    const headings = elements.filter(({ type }) => /^H\d$/.test(type)).map(({ type }) => type);
    expect(headings).toEqual(['H1', 'H2', 'H2', 'H3', 'H3', 'H3', 'H2', 'H3', 'H3', 'H3']);
  });

  it('has figures in words, with captions', () => {
    expect(typed('Figure').map(({ alt }) => alt?.split(/[.\n]/)[0])).toEqual([
      'A path',
      'Given away',
      'A path',
      'Given away',
    ]);
    expect(typed('Caption')).toHaveLength(6);
  });

  it('has tables with rows, heads that name columns, and cells', () => {
    const [inText, shown] = typed('Table');
    expect(inText?.children.map(({ children }) => children.map(({ type }) => type).join())).toEqual(['TH,TH', 'TD,TD']);
    expect(shown?.children).toHaveLength(121);
    expect(shown?.children[0]?.children.map(({ type, scope }) => [type, scope])).toEqual([
      ['TH', 'Column'],
      ['TH', 'Column'],
    ]);
    // Though the table goes over pages and its head is repeated there, it is read once.
    expect(shown?.children[0]?.children.map(({ pieces }) => pieces)).toEqual([1, 1]);
  });

  it('has lists, quotes, code, links and contents', () => {
    const item = { type: 'LI', marks: ['Lbl', 'LBody'] };
    expect(
      typed('L')[0]?.children.map(({ type, children }) => ({ type, marks: children.map((one) => one.type) })),
    ).toEqual([item, item]);
    expect(typed('BlockQuote')).toHaveLength(2);
    expect(typed('Code').length).toBeGreaterThan(8);
    expect(typed('TOC')[0]?.children.map(({ type }) => type)).toEqual(['TOCI', 'TOCI']);
    expect(typed('Link').length).toBeGreaterThanOrEqual(4);
    expect(pdf.file.match(/\/Type \/OBJR/g)?.length).toBe(typed('Link').length);
  });
});

it('a picture alone is a figure in words', { timeout: 120_000 }, () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="12" font-family="Arimo">a</text></svg>';
  const { tree, unmarked } = readPdf(svgToPdf('The finding (1)', svg));
  expect(allElements(tree).map(({ type, alt }) => [type, alt])).toEqual([
    ['Document', undefined],
    ['Figure', 'The finding (1)'],
  ]);
  expect(unmarked).toBe(0);
});

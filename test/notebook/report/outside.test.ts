/** What a notebook of somebody else's names outside the document: files, addresses, programs. None is opened or led to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, describe, expect, it } from 'vitest';
import { codeCells, type Notebook } from '../../../lib/cells/document';
import { markdownTokens } from '../../../lib/notebook/book/markdown';
import { selectNotebooks } from '../../../lib/notebook/format/select';
import { type ReportOptions, readReport } from '../../../lib/notebook/report/document';
import { reportHtml } from '../../../lib/notebook/report/html';
import { reportMarkdown } from '../../../lib/notebook/report/markdown';
import { reportPdf } from '../../../lib/notebook/report/pdf';
import { pdfPieces } from '../../../lib/notebook/report/pdfBlocks';
import { safeSvg } from '../../../lib/notebook/report/safeSvg';
import { table } from '../../../lib/view/tables/table';

const folder = mkdtempSync(join(tmpdir(), 'chainwalk-outside-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secret = join(folder, 'secret.png');
const png = Buffer.from(table([{ a: 1 }]).toPng(1));
writeFileSync(secret, png);

const OPTIONS: ReportOptions = { code: true };
const drawing = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20">${inside}</svg>`;
const showing = (svg: string): Notebook => ({
  ...{ name: '01-one', path: '01-one.ipynb', metadata: {} },
  cells: [
    {
      ...{ kind: 'code', id: 'a', source: 'x', metadata: {}, executionCount: null },
      outputs: [{ kind: 'display_data', data: { 'image/svg+xml': svg, 'text/plain': 'A drawing' }, metadata: {} }],
    },
  ],
});
const saying = (source: string): Notebook => ({
  ...{ name: '01-one', path: '01-one.ipynb', metadata: {} },
  cells: [{ kind: 'markdown', id: 'a', source, metadata: {} }],
});

describe('a drawing', () => {
  it('is as it was if all of it is its own', () => {
    const own = drawing('<a href="https://x.org/"><rect fill="url(#p)" width="1"/></a><use xlink:href="#p"/>');
    expect(safeSvg(own)).toBe(own);
    const photo = drawing(`<image href="data:image/png;base64,${png.toString('base64')}"/>`);
    expect(safeSvg(photo)).toBe(photo);
  });

  it('is so in each notebook of the series', () => {
    const outputs = selectNotebooks(join(__dirname, '../../../notebooks'), [])
      .flatMap(codeCells)
      .flatMap((cell) => cell.outputs);
    const drawings = outputs.flatMap((output) => ('data' in output && output.data['image/svg+xml']) || []);
    expect(drawings.length).toBeGreaterThan(20);
    for (const svg of drawings) expect(safeSvg(String(svg)) === svg).toBe(true);
  });

  it.each([
    ['<image href="/etc/hostname"/>', '<image/>'],
    ['<image xlink:href="file:///etc/hostname"/>', '<image/>'],
    ['<image href="https://x.org/y.png"/>', '<image/>'],
    ['<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', '<image/>'],
    ['<script>alert(1)</script><g onclick="alert(2)"/>', '<g/>'],
    ['<foreignObject><b xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>', ''],
    ['<image><set attributeName="href" to="/etc/hostname"/></image>', '<image/>'],
    ['<a href="javascript:alert(1)"><g/></a>', '<a><g/></a>'],
    ['<style>@import "x.css";</style><rect fill="url(x.svg#p)"/>', '<rect/>'],
    ['<use href="other.svg#p"/>', '<use/>'],
    ['<style>@font-face{src:url(data:text/html;base64,PGI+)}</style><g/>', '<g/>'],
    ['<!--<image href="/etc/hostname"/>--><![CDATA[<image/>]]>', '&lt;image/&gt;'],
  ])('%s becomes %j', (inside, left) => {
    expect(safeSvg(drawing(inside))).toBe(drawing(left).replace(/><\/svg>$/, left === '' ? '/>' : '></svg>'));
  });

  it.each(['<svg width="1"', '<b>', '<html/>', ''])('that is none is no picture: %j', (svg) =>
    expect(safeSvg(svg)).toBeUndefined(),
  );

  it('opens no file, in a PDF neither', async () => {
    const inside = `<image href="${secret}" width="40" height="20"/>`;
    const pdf = Buffer.from(await reportPdf(readReport([showing(drawing(inside))], OPTIONS)));
    expect(pdf.includes('/Subtype /Image')).toBe(false);
    const [figure] = pdfPieces(
      { ...{ kind: 'figure', number: 1, caption: '', alt: '', text: '' }, svg: drawing(inside), png: undefined },
      new Set(),
    );
    const content = figure?.kind === 'figure' ? figure.draw(1) : undefined;
    const { stack } = content as { stack: { options: { imageCallback(address: string): string } }[] };
    expect(stack[0]?.options.imageCallback(secret)).toBe('');
    expect(stack[0]?.options.imageCallback('data:image/png;base64,AA\n==')).toBe('data:image/png;base64,AA==');
  });

  it.each(['', ' viewBox="0 0 40 20"', ' viewBox="0 0"', ' width="100%"'])(
    'of no stated size is set in a PDF: <svg%s>',
    async (size) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg"${size}><rect width="9" height="9"/></svg>`;
      const pdf = Buffer.from(await reportPdf(readReport([showing(svg)], OPTIONS)));
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    },
  );

  it('is set in a PDF with the photos that are in it', async () => {
    const inside = `<image href="data:image/png;base64,${png.toString('base64')}" width="40" height="20"/>`;
    const pdf = Buffer.from(await reportPdf(readReport([showing(drawing(inside))], OPTIONS)));
    expect(pdf.includes('/Subtype /Image')).toBe(true);
  });

  it('runs nothing as a file beside markdown', () => {
    const report = readReport([showing(drawing('<script>alert(1)</script><g/>'))], OPTIONS);
    expect([...reportMarkdown(report, 'pictures').pictures.values()]).toEqual([drawing('<g/>')]);
  });
});

describe('a photo whose base64 is a path', () => {
  it('is no picture', () => {
    const { cells, ...rest } = showing('');
    const named = cells.map((cell) => ({
      ...cell,
      outputs: [{ kind: 'display_data' as const, data: { 'image/png': secret, 'text/plain': 'x' }, metadata: {} }],
    }));
    const [chapter] = readReport([{ ...rest, cells: named as Notebook['cells'] }], { code: false }).chapters;
    expect(chapter?.blocks).toEqual([{ kind: 'text', text: 'x', isError: false }]);
  });
});

describe('links', () => {
  const source = [
    '[web](https://x.org/a) [mail](mailto:a@x.org) [file](file:///etc/hostname) [path](/etc/hostname "t")',
    '[share](//host/share) [app](ms-word:x) [`code`](../secret.md) ![picture](/etc/hostname) <smb://host/x>',
    '[defined][d] `handlers[kind](packet)`',
    '',
    '[d]: /etc/hostname',
  ].join('\n');
  const report = readReport([saying(source)], OPTIONS);

  it('lead to the web and to mail addresses only in a page', () => {
    const { document } = new JSDOM(reportHtml(report)).window;
    const links = [...document.querySelectorAll('main .text [href], main .text [src]')];
    expect(links.map((link) => link.getAttribute('href') ?? link.getAttribute('src'))).toEqual([
      'https://x.org/a',
      'mailto:a@x.org',
    ]);
    for (const words of ['file', 'path', 'share', 'app', 'code', 'picture', 'defined'])
      expect(document.querySelector('main .text')?.textContent).toContain(words);
  });

  it('so in a PDF', () => {
    const pieces = report.chapters.flatMap(({ blocks }) => blocks.flatMap((block) => pdfPieces(block, new Set())));
    const drawn = JSON.stringify(pieces.map((piece) => (piece.kind === 'figure' ? undefined : piece.draw())));
    expect([...drawn.matchAll(/"link":"([^"]*)"/g)].map(([, link]) => link)).toEqual([
      'https://x.org/a',
      'mailto:a@x.org',
    ]);
  });

  it('so in markdown, whose code stays as it is', () => {
    const page = new JSDOM(reportHtml(readReport([saying(reportMarkdown(report, 'p').text)], OPTIONS))).window.document;
    expect(page.querySelectorAll('main .text [src]')).toHaveLength(0);
    const { text } = reportMarkdown(report, 'p');
    expect(text).toContain('`handlers[kind](packet)`');
    const plain = reportMarkdown(readReport([saying('[web](https://x.org/a) and [file](file:///x)')], OPTIONS), 'p');
    expect(plain.text).toContain('[web](https://x.org/a) and file\n');
  });

  it('to the web stay, however the others beside them are spelled', () => {
    expect(reportMarkdown(report, 'p').text).toContain('[web](https://x.org/a) [mail](mailto:a@x.org) file');
    const nested = '[a][d] [web](https://x.org/a)\n\n[a]: /etc/a\n[d]: /etc/d';
    const afterBackslash = '\\\\[a][d] [web](https://x.org/a)\n\n[a]: /etc/a\n[d]: /etc/d';
    for (const source of [nested, afterBackslash, `${'[x] '.repeat(600)}[a][d]\n\n[d]: /etc/d`]) {
      const { text } = reportMarkdown(readReport([saying(source)], OPTIONS), 'p');
      const tokens = markdownTokens(text).flatMap(({ children }) => children ?? []);
      const links = tokens.filter(({ type }) => type === 'link_open').map((token) => token.attrGet('href'));
      expect(links).toEqual(source.includes('[web]') ? ['https://x.org/a'] : []);
    }
  });
});

it('a report in markdown has no control characters', () => {
  const output = {
    kind: 'stream' as const,
    name: 'stdout' as const,
    text: '\u001b[31mred\u001b[0m\u0007\u0000\r\n\tx\n',
  };
  const { cells, ...rest } = showing('');
  const printing = cells.map((cell) => ({ ...cell, outputs: [output] })) as Notebook['cells'];
  const { text } = reportMarkdown(readReport([{ ...rest, cells: printing }], OPTIONS), 'p');
  expect(text).toContain('```text\nred\n\tx\n```');
  expect(text).not.toMatch(/[^\P{Cc}\n\t]/u);
});

it('the secret is still there to be read by who may', () => {
  expect(readFileSync(secret).equals(png)).toBe(true);
});

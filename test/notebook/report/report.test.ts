/** Notebooks as one document, in each of its forms. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import type { ContentText } from 'pdfmake/interfaces';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Cell, Notebook } from '../../../lib/cells/document';
import { notebookText } from '../../../lib/cells/nbformat';
import { main } from '../../../lib/cli/main';
import { codeTokens } from '../../../lib/notebook/book/markdown';
import { readReport } from '../../../lib/notebook/report/document';
import { reportHtml } from '../../../lib/notebook/report/html';
import { reportMarkdown } from '../../../lib/notebook/report/markdown';
import { reportPdf } from '../../../lib/notebook/report/pdf';
import { pdfPieces } from '../../../lib/notebook/report/pdfBlocks';
import { preformatted, runs } from '../../../lib/notebook/report/pdfText';
import { pathMap } from '../../../lib/view/path/pathMap';
import { changes } from '../../../lib/view/tables/changes';
import { table } from '../../../lib/view/tables/table';

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>';

const text = (source: string): Cell => ({ kind: 'markdown', id: 'a', source, metadata: {} });
const cell = (source: string, ...data: Readonly<Record<string, unknown>>[]): Cell => ({
  ...{ kind: 'code', id: 'b', source, metadata: {}, executionCount: null },
  outputs: data.map((bundle) => ({ kind: 'display_data', data: bundle, metadata: {} })),
});
const printing = (source: string, printed: string): Cell => ({
  ...{ kind: 'code', id: 'c', source, metadata: {}, executionCount: null },
  outputs: [{ kind: 'stream', name: 'stdout', text: printed }],
});
const notebook = (name: string, ...cells: Cell[]): Notebook => ({ name, path: `${name}.ipynb`, metadata: {}, cells });

const rows = [
  { rule: 'DOCKER 2 | *', pkts: 1 },
  { rule: HOSTILE, pkts: 12 },
];
const snapshot = { rules: [], interfaces: [], routes: [], processes: [], sockets: [] };
const NOTEBOOKS = [
  notebook(
    '01-one',
    text('# The first\n\n*准备工作*, see [the other](02-two.ipynb) and [a third](03-three.ipynb).\n\n## Part'),
    cell('const seed = lab({ seed: 7 });', pathMap([], { title: `Nothing ${HOSTILE}` }).bundle()),
    printing('show();', `${HOSTILE}\n\`\`\`\nhost# ls\n`),
    text(`Said: ${HOSTILE} and \`<code>\`\n\n<details><summary>Answer</summary>\n\n42\n\n</details>`),
  ),
  notebook(
    '02-two',
    text('# The second'),
    cell('table(rows);', table(rows, { title: 'What *grew*' }).bundle()),
    cell('changes();', changes(snapshot, { ...snapshot, rules: ['-t nat -N X'] }, { title: 'One chain' }).bundle()),
    cell('picture();', { 'image/png': 'iVBORw0KGgo=', 'text/plain': 'A photo' }),
    cell('bad();', {
      'text/html': `<p onclick="alert(3)">x</p><table><tbody><tr><td>${HOSTILE}</td></tr></tbody></table>`,
    }),
  ),
];
const report = readReport(NOTEBOOKS, { code: true });

describe('a report', () => {
  it('numbers figures and tables throughout, and takes their titles for captions', () => {
    const blocks = report.chapters.flatMap((chapter) => chapter.blocks);
    const numbered = blocks.flatMap((block) =>
      'number' in block ? [`${block.kind} ${block.number}: ${block.caption}`] : [],
    );
    expect(numbered).toEqual([
      `figure 1: Nothing ${HOSTILE}`,
      'table 1: What *grew*',
      'table 2: One chain',
      'figure 2: A photo',
      'table 3: What the cell shows',
    ]);
  });

  it('states versions, seeds and notebooks', () => {
    expect(report.facts).toMatch(
      /^chainwalk \d+\.\d+\.\d+ · tslab 1\.\d+\.\d+ · seed 1, 7 · iptables listings as of 1\.4\.21 · notebooks 01-one, 02-two$/,
    );
  });

  it('leaves the code out if asked to, and nothing else', () => {
    const kinds = (code: boolean) =>
      readReport(NOTEBOOKS, { code }).chapters.flatMap(({ blocks }) => blocks.map(({ kind }) => kind));
    expect(kinds(false)).toEqual(kinds(true).filter((kind) => kind !== 'code'));
    expect(kinds(true)).toContain('code');
  });

  it('refuses a notebook that was never run', () => {
    expect(() => readReport([notebook('03-new', cell('x'))], { code: true })).toThrow(
      '03-new has no saved outputs: run it with --write first.',
    );
  });
});

describe('as HTML', () => {
  const html = reportHtml(report);
  const { document } = new JSDOM(html).window;

  it('has each picture in an element of its own, a drawing of ours with its dark colours for dark screens', () => {
    const figures = [...document.querySelectorAll('picture')];
    expect(figures.length).toBeGreaterThan(1);
    expect(html.match(/<picture>/g)).toHaveLength(html.match(/<\/picture>/g)?.length ?? 0);
    for (const figure of figures) {
      const sources = [...figure.querySelectorAll('source')];
      const image = figure.querySelector(':scope > img')?.getAttribute('src') ?? '';
      expect(sources).toHaveLength(image.startsWith('data:image/svg+xml') ? 1 : 0);
      for (const source of sources) {
        const [light, dark] = [image, source.getAttribute('srcset') ?? ''].map((url) =>
          Buffer.from(url.split(',')[1] ?? '', 'base64').toString(),
        );
        expect(dark).not.toBe(light);
        const bare = (svg: string | undefined) => svg?.replace(/#[0-9a-f]{6}/gi, '#');
        expect(bare(dark)).toBe(bare(light));
      }
    }
  });

  it('has one heading of the first level, and none that skips a level', () => {
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ localName }) =>
      Number(localName[1]),
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it('lets nothing run, and loads nothing', () => {
    expect(document.querySelector('meta[http-equiv]')?.getAttribute('content')).toMatch(
      /^default-src 'none'; img-src data:/,
    );
    expect(document.querySelectorAll('script, iframe, link')).toHaveLength(0);
    const attributes = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
    expect(attributes.filter(({ name }) => name.startsWith('on'))).toEqual([]);
    const leading = attributes.filter(({ name }) => name === 'src' || name === 'href').map(({ value }) => value);
    expect(leading.filter((value) => !/^(data:image\/|#)/.test(value))).toEqual([]);
    expect(document.body.textContent).toContain(HOSTILE);
  });

  it('has links between its chapters, and words for those to others', () => {
    expect(document.getElementById('01-one')?.querySelector('a')?.getAttribute('href')).toBe('#02-two');
    expect(document.getElementById('01-one')?.textContent).toContain('a third');
  });

  it('has one title, captions, and answers folded', () => {
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    expect([...document.querySelectorAll('figcaption, .caption')].map((one) => one.textContent)).toEqual([
      `Figure 1. Nothing ${HOSTILE}`,
      'Table 1. What *grew*',
      'Table 2. One chain',
      'Figure 2. A photo',
      'Table 3. What the cell shows',
    ]);
    expect(document.querySelector('details summary')?.textContent).toBe('The same as text');
    expect([...document.querySelectorAll('summary')].map((one) => one.textContent)).toContain('Answer');
  });
});

describe('as markdown', () => {
  const { text: markdown, pictures } = reportMarkdown(report, 'my pictures');

  it('has its pictures in a folder, numbered', () => {
    expect([...pictures.keys()]).toEqual(['figure-01.png', 'figure-02.png']);
    expect(markdown).toContain('](my%20pictures/figure-01.png)\n\n**Figure 1.** Nothing &lt;script&gt;');
  });

  it('lets no markup through but folds', () => {
    const outside = markdown.replace(/(`{3,})[\s\S]*?\n\1(?=\n)/g, '').replace(/`[^`\n]*`/g, '');
    expect(outside.match(/<[a-z/][^>]*>/gi)).toEqual([
      '<a id="01-one">',
      '</a>',
      '<details>',
      '<summary>',
      '</summary>',
      '</details>',
      '<a id="02-two">',
      '</a>',
    ]);
  });

  it('fences what holds fences, keeps tables and links', () => {
    expect(markdown).toContain(`\`\`\`\`text\n${HOSTILE}\n\`\`\`\nhost# ls\n\`\`\`\``);
    expect(markdown).toContain('| rule | pkts |\n| --- | --: |\n| DOCKER 2 \\| \\* | 1 |');
    expect(markdown).toContain('see [the other](#02-two) and a third.');
    expect(markdown).toContain('\n## The first\n');
  });
});

describe('as PDF', () => {
  // A PNG of nothing is no picture that could be set.
  const pages = readReport(NOTEBOOKS.slice(0, 1), { code: true });

  it('embeds its fonts, Chinese too, and is the same bytes each time', async () => {
    const pdf = Buffer.from(await reportPdf(pages));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    for (const font of ['Arimo-Bold', 'Cousine-Regular', 'ZCOOLXiaoWei-Regular']) expect(pdf.includes(font)).toBe(true);
    expect(pdf.includes('/Subtype /Image')).toBe(false);
    expect(pdf.includes('/JavaScript')).toBe(false);
    expect(Buffer.from(await reportPdf(pages)).equals(pdf)).toBe(true);
  });

  it('sets a picture that has no vectors as it is', async () => {
    const png = Buffer.from(table(rows).toPng(1)).toString('base64');
    const photo = notebook('photo', cell('x', { 'image/png': png, 'text/plain': 'A photo' }));
    const pdf = Buffer.from(await reportPdf(readReport([photo], { code: false })));
    expect(pdf.includes('/Subtype /Image')).toBe(true);
  });

  it('sets each folded text below its own label, with the marks that are in it', () => {
    const source =
      'See <em>this</em>.\n\n<details><summary>Hint</summary>Look at <code>x</code>.</details>\n<details><summary>Answer</summary><strong>42</strong></details>';
    const [said, folds] = pdfPieces({ kind: 'markdown', source }, new Set()).map(
      (piece) => piece.kind !== 'figure' && JSON.stringify(piece.draw()),
    );
    const texts = (drawn: string | false | undefined) =>
      [...String(drawn).matchAll(/"text":"([^"]*)"/g)].map(([, text]) => text);
    expect(texts(said)).toEqual(['See ', 'this', '.']);
    expect(said).toContain('"italics":true');
    expect(texts(folds)).toEqual(['Hint', 'Look at ', 'x', '.', 'Answer', '42']);
  });

  it('sets Chinese in the face that has it', () => {
    expect(runs('the 总结, here')).toEqual([{ text: 'the ' }, { text: '总结', font: 'Han' }, { text: ', here' }]);
  });

  it('colours code as the book does, whatever is in it', () => {
    const source = "const page = await sh('a <&>', 1); // 'x'\n";
    const tokens = codeTokens(source, 'typescript');
    expect(tokens.map(({ text }) => text).join('')).toBe(source);
    expect(tokens.map(({ text, kinds: [kind] }) => `${kind}: ${text.trim()}`)).toEqual(
      expect.arrayContaining(['keyword: const', 'title: sh', "string: 'a <&>'", 'number: 1', "comment: // 'x'"]),
    );
    const [piece] = pdfPieces({ kind: 'code', source }, new Set());
    expect(JSON.stringify(piece?.kind !== 'figure' && piece?.draw())).toMatch(
      /"color":"#a3284f","text":"const"|"text":"const"[^}]*"color":"#a3284f"/,
    );
  });

  it('makes long lines small, and breaks those that are longer still', () => {
    const set = (length: number) =>
      preformatted([{ text: 'x'.repeat(length) }], 480, '#000') as ContentText & { fontSize: number };
    expect(set(10).fontSize).toBe(8);
    expect(set(105).fontSize).toBeCloseTo(480 / (105 * (1229 / 2048)));
    // Smaller letters could not be read on paper.
    expect(set(120).fontSize).toBe(7);
    const lines = (content: ContentText) =>
      (content.text as ContentText[])
        .map((run) => String(run.text))
        .join('')
        .split('\n');
    expect(lines(set(114))).toHaveLength(1);
    expect(lines(set(300)).map(({ length }) => length)).toEqual([114, 114, 72]);
    const words = `${'x'.repeat(100)} ${'y'.repeat(20)}`;
    const broken = preformatted([{ text: `${words}\n` }, { text: words }], 480, '#000') as ContentText;
    expect(lines(broken).map(({ length }) => length)).toEqual([101, 20, 101, 20]);
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-report-'));
  let said = '';
  beforeEach(() => {
    said = '';
    const write = (words: unknown): boolean => {
      said += String(words);
      return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(write);
    vi.spyOn(process.stderr, 'write').mockImplementation(write);
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => rmSync(folder, { recursive: true }));

  const chosen = join(folder, '01-one.ipynb');
  writeFileSync(chosen, notebookText(NOTEBOOKS[0]!));

  it.each(['html', 'pdf', 'docx', 'md'])('writes %s', async (format) => {
    expect(await main(['report', chosen, '--format', format, '--title', 'Mine', '--no-code'])).toBe(0);
    expect(said).toBe(`The report is in report/report.${format}.\n`);
    const written = readFileSync(join(folder, 'report', `report.${format}`));
    expect(written.length).toBeGreaterThan(500);
    if (format === 'html' || format === 'md') expect(written.toString()).not.toContain('lab({ seed');
    if (format === 'md') expect(readdirSync(join(folder, 'report', 'report-pictures'))).toEqual(['figure-01.png']);
  });

  it.each([
    [
      ['--format', 'doc'],
      /^error: option '--format <format>' argument 'doc' is invalid\. Allowed choices are html, pdf, docx, md\.\n$/,
    ],
    [[chosen, '--output', 'x.pdf'], /^--output has to end in \.html, as --format says, but is "x\.pdf"\.\n$/],
    [[chosen, '--output', join(chosen, 'x.html')], /^x\.html cannot be written: a file is in the way\.\n$/],
    [['77'], /^There is no notebook "77"\.\n$/],
    [['--frob'], /^error: unknown option '--frob'\n$/],
  ])('%j is refused in one sentence', async (argv, sentence) => {
    expect(await main(['report', ...argv])).toBe(2);
    expect(said).toMatch(sentence);
  });
});

import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { mix } from '../../../lib/view/draw/colour';
import { THEMES } from '../../../lib/view/draw/theme';
import { isNumeric } from '../../../lib/view/figure/textTable';
import { table } from '../../../lib/view/tables/table';
import { pathTone, verdictTone } from '../../../lib/view/tables/tone';
import { hostile } from '../fixtures';
import { clipped, groundsBehind, overlaps, textBoxes } from '../textBoxes';

const parse = (html: string) => new JSDOM(html).window.document;
const rows = [
  { chain: 'FORWARD', pkts: 1575, source: '192.168.70.1:43750' },
  { chain: 'DOCKER', pkts: 1, source: '02:42:ac:11:00:02' },
];

describe('a table', () => {
  it('has numbers at the right with their thousands separated, and addresses monospaced', () => {
    const cells = [...parse(table(rows).toHtml()).querySelectorAll('tbody td')];
    expect(cells.map(({ textContent }) => textContent).slice(0, 3)).toEqual(['FORWARD', '1,575', '192.168.70.1:43750']);
    expect(cells.slice(0, 3).map((cell) => cell.getAttribute('align'))).toEqual(['left', 'right', 'left']);
    expect(cells.map((cell) => cell.querySelector('code') !== null)).toEqual([false, false, true, false, false, true]);
  });

  it('still reads well where styles are stripped', () => {
    const plain = table(rows, { changed: ({ pkts }, column) => column === 'pkts' && pkts === 1 })
      .toHtml()
      .replace(/ style="[^"]*"/g, '');
    expect(plain).toContain('<td align="right">1,575</td>');
    expect(plain).toContain('<td align="right"><b>1</b></td>');
  });

  it('has a colour behind a word that is good or bad, and none that says more than the word', () => {
    const tone = ({ chain }: { readonly chain?: unknown }, column: string) =>
      column === 'pkts' ? (chain === 'DOCKER' ? 'bad' : 'good') : undefined;
    const cells = [...parse(table(rows, { tone }).toHtml()).querySelectorAll('td')];
    const coloured = cells.filter((cell) => cell.style.background !== '');
    expect(coloured.map(({ textContent }) => textContent)).toEqual(['1,575', '1']);
    expect(table(rows, { tone }).toText()).toBe(table(rows).toText());
  });

  it('tells a verdict that holds from one that does not, and leaves the one with conditions alone', () => {
    const verdicts = ['holds', 'does not hold', 'holds only if ng2 asks'].map((verdict) => ({
      claim: 'holds',
      verdict,
    }));
    expect(verdicts.map((row) => verdictTone(row, 'verdict'))).toEqual(['good', 'bad', undefined]);
    expect(verdicts.map((row) => verdictTone(row, 'claim'))).toEqual([undefined, undefined, undefined]);
  });

  it('has a sign before each word with a look of its own, and says below what the signs mean', () => {
    const paths = ['DNAT', 'docker-proxy', 'dropped', 'DNAT'].map((now) => ({ now }));
    const view = table(paths, { title: 'Paths', tone: pathTone });
    expect(view.toText().split('\n')).toEqual([
      ...['Paths', '', 'now', '--------------', '→ DNAT', '↔ docker-proxy', '▼ dropped', '→ DNAT', ''],
      '→ DNAT: a rule of nat sent it on',
      '↔ docker-proxy: a process took it, and asked for it',
      '▼ dropped: a rule or policy took it away',
    ]);
    const cells = [...parse(view.toHtml()).querySelectorAll('td')];
    expect(cells.map(({ textContent }) => textContent)).toEqual([
      ...['→ DNAT', '↔ docker-proxy', '▼ dropped', '→ DNAT'],
    ]);
    expect(new Set(cells.map((cell) => cell.style.background)).size).toBe(3);
    expect(view.toHtml()).toContain('a process took it, and asked for it');
    expect(new Set(groundsBehind(view.toSvg(), '→ DNAT')).size).toBe(1);
    expect(groundsBehind(view.toSvg(), '→ DNAT')).not.toEqual(groundsBehind(view.toSvg(), '▼ dropped'));
    expect([clipped(view.toSvg()), overlaps(textBoxes(view.toSvg()))]).toEqual([[], []]);
    expect(view.toCsv()).toContain('\r\nDNAT\r\n');
  });

  it('has the same grounds in its picture, in each theme: one for what changed, for good and for bad', () => {
    const words = ['well', 'ill', 'idle', 'other', 'plain'] as const;
    const tones = { well: 'good', ill: 'bad', idle: 'quiet', other: undefined, plain: undefined } as const;
    const view = table(
      words.map((word) => ({ word })),
      {
        tone: ({ word }) => tones[word as keyof typeof tones],
        changed: ({ word }) => word === 'other',
      },
    );
    expect(view.toHtml()).toMatch(
      /rgba\(0,158,115[^>]*>well<.*rgba\(178,24,43[^>]*>ill<.*rgba\(230,159,0[^>]*><b>other</s,
    );
    const { nat } = THEMES.light.tables;
    const { background, drop, bytes } = THEMES.light;
    expect(words.map((word) => groundsBehind(view.toSvg(), word))).toEqual([
      [mix(nat.mark, background, 0.2)],
      [mix(drop, background, 0.2)],
      [background],
      [mix(bytes, background, 0.24)],
      [background],
    ]);
  });

  it('takes a DataFrame, also one with a single column', () => {
    const frame = {
      columns: ['chain', 'pkts'],
      values: [
        ['FORWARD', 12],
        ['DOCKER', null],
      ],
    };
    expect(table(frame).toText()).toBe('chain    pkts\n-------  ----\nFORWARD    12\nDOCKER');
    expect(table({ columns: ['pkts'], values: [1, 2] }).rows).toEqual([{ pkts: 1 }, { pkts: 2 }]);
  });

  it('marks what differs from an earlier state, by key', () => {
    const before = [
      { chain: 'DOCKER', pkts: 1 },
      { chain: 'FORWARD', pkts: 1563 },
    ];
    const html = table(rows, { columns: ['chain', 'pkts'], before, key: ['chain'] }).toHtml();
    expect([...parse(html).querySelectorAll('td b')].map(({ textContent }) => textContent)).toEqual(['1,575']);
    expect(table(rows, { columns: ['chain', 'pkts'], before, key: ['chain'] }).toText()).toContain('FORWARD  1,575*');
  });

  it('marks a whole row that was not there before', () => {
    const html = table(rows, { columns: ['chain', 'pkts'], before: [rows[0]!], key: ['chain'] }).toHtml();
    expect([...parse(html).querySelectorAll('td b')].map(({ textContent }) => textContent)).toEqual(['DOCKER', '1']);
  });

  it('folds what comes after twenty rows', () => {
    const many = Array.from({ length: 25 }, (_, index) => ({ index }));
    const document = parse(table(many).toHtml());
    expect(document.querySelectorAll('table')[0]!.querySelectorAll('tbody tr')).toHaveLength(20);
    expect(document.querySelector('summary')!.textContent).toBe('5 more rows');
    expect(document.querySelectorAll('details tbody tr')).toHaveLength(5);
    expect(parse(table(many.slice(0, 20)).toHtml()).querySelector('details')).toBeNull();
    expect(table(many).toText().split('\n')).toHaveLength(27);
  });

  it('escapes everything', () => {
    const html = table([{ [hostile]: hostile }], { title: hostile }).toHtml();
    expect(html).not.toMatch(/<script|<b>/);
    expect(parse(html).querySelector('td')!.textContent).toBe(hostile);
    expect(parse(html).querySelector('th')!.textContent).toBe(hostile);
  });

  it('has nothing in its text and rows that a terminal would obey', () => {
    const view = table([{ 'a\u001b[1m': 'x\u001b]0;title\u0007\u009by\nz' }]);
    expect(view.toText()).toBe('a\n----\nxy z');
    expect(view.toCsv()).toBe('a\r\n"xy\nz"\r\n');
  });

  it('says that there are no rows', () => {
    expect(table([], { title: 'Rules' }).toHtml()).toBe('<p><b>Rules</b>: no rows</p>');
    expect(table([]).toCsv()).toBe('\r\n');
  });

  it('is HTML and text in a notebook', () => {
    expect(Object.keys(table(rows).bundle())).toEqual(['text/html', 'text/plain']);
  });

  it('cannot be saved as a picture', () => {
    expect(() => table(rows).save('table.gif')).toThrow('has to end in one of .svg .png .pdf .html .csv .json .txt');
  });
});

it('puts a column that is empty to the left, in pictures and text as in HTML', () => {
  const some = [{ nothing: null, some: 1 }];
  expect(['nothing', 'some'].map((column) => isNumeric(some, column))).toEqual([false, true]);
  expect(table(some).toHtml()).toMatch(/align="left"[^>]*>nothing</);
  expect(table(some).toHtml()).toMatch(/align="right"[^>]*>some</);
});

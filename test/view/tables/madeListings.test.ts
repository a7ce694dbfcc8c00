/** Made-up listings of iptables, before and after: what is marked is what grew, in words, HTML and picture alike. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { mix } from '../../../lib/view/draw/colour';
import { THEMES } from '../../../lib/view/draw/theme';
import { compareListings } from '../../../lib/view/tables/listingLines';
import { listings } from '../../../lib/view/tables/listings';
import { listingsPicture } from '../../../lib/view/tables/listingsPicture';
import { faultsOf } from '../faults';
import { found, holds, middleX, shapesOf, type Text } from '../shapes';

const count = fc.oneof(fc.nat(9), fc.nat(99_999));
const rule = fc.record({
  packets: count,
  bytes: count,
  more: fc.constantFrom(0, 0, 1, 7, 12_345),
  target: fc.constantFrom('ACCEPT', 'DROP', 'DOCKER'),
});
const chains = fc.array(fc.record({ rules: fc.array(rule, { maxLength: 4 }), policy: fc.constantFrom(0, 0, 3) }), {
  minLength: 1,
  maxLength: 4,
});
type Chains = typeof chains extends fc.Arbitrary<infer T> ? T : never;

const HEADING = ' pkts bytes target     prot opt in     out     source               destination         ';

function listingOf(all: Chains, isLater: boolean): string {
  const blocks = all.map(({ rules, policy }, chain) => {
    const [packets, bytes] = isLater ? [policy, policy * 60] : [0, 0];
    const lines = rules.map(({ packets: was, bytes: had, more, target }, index) => {
      const grown = isLater ? more : 0;
      const [first, second] = [`${was + grown}`.padStart(5), `${had + grown * 60}`.padStart(5)];
      return `${first} ${second} ${target.padEnd(10)} tcp  --  docker${index} *       0.0.0.0/0            172.17.0.${index}`;
    });
    return [`Chain CHAIN${chain} (policy ACCEPT ${packets} packets, ${bytes} bytes)`, HEADING, ...lines].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

const CASES = fc.sample(chains, { numRuns: 30, seed: 9 }).map((all) => {
  const [before, after] = [listingOf(all, false), listingOf(all, true)];
  return { all, before, after, view: listings(before, after, { title: 'What grew' }) };
});
const squeeze = (words: string) => words.replace(/\s+/g, ' ').trim();

test('lines whose counters grew are marked, each with what they were, and no others', () => {
  for (const { all, view } of CASES) {
    const grown = all.flatMap(({ rules, policy }, chain) => [
      ...(policy > 0 ? [`* Chain CHAIN${chain} (policy ACCEPT 0 → ${policy} packets, 0 → ${policy * 60} bytes)`] : []),
      ...rules.flatMap(({ packets, bytes, more, target }, index) =>
        more > 0
          ? [
              `* ${packets} → ${packets + more} ${bytes} → ${bytes + more * 60} ${target} tcp -- docker${index} * 0.0.0.0/0 172.17.0.${index}`,
            ]
          : [],
      ),
    ]);
    expect(
      view
        .toText()
        .split('\n')
        .filter((line) => line.startsWith('*'))
        .map(squeeze),
    ).toEqual(grown);
    expect([view.changed, view.toCsv().trim().split('\r\n').length - 1]).toEqual([grown.length, grown.length]);
  }
});

test('the HTML has every line, what has changed bold on its ground, chains without a change folded', () => {
  for (const { all, view } of CASES) {
    const { document } = new JSDOM(view.toHtml()).window;
    const lines = [...document.querySelectorAll('pre')].flatMap(({ textContent }) => textContent.split('\n'));
    const plain = lines.map((line) => squeeze(line.replace(/^[●+−]/, '')));
    const wanted = all.flatMap(({ rules, policy }, chain) => [
      `Chain CHAIN${chain} (policy ACCEPT ${policy > 0 ? `0 → ${policy} packets, 0 → ${policy * 60}` : '0 packets, 0'} bytes)`,
      squeeze(HEADING),
      ...rules.map(({ packets, bytes, more, target }, index) => {
        const [first, second] =
          more > 0 ? [`${packets} → ${packets + more}`, `${bytes} → ${bytes + more * 60}`] : [packets, bytes];
        return `${first} ${second} ${target} tcp -- docker${index} * 0.0.0.0/0 172.17.0.${index}`;
      }),
    ]);
    expect(plain).toEqual(wanted);
    const bold = [...document.querySelectorAll('b[style]')].map(({ textContent }) => squeeze(textContent));
    expect(bold).toEqual(wanted.flatMap((line) => line.match(/\d+ → \d+/g) ?? []));
    const quiet = all.filter(({ rules, policy }) => policy === 0 && rules.every(({ more }) => more === 0));
    expect(document.querySelectorAll('details')).toHaveLength(quiet.length);
    expect(
      [...document.querySelectorAll('summary')].every(({ textContent }) =>
        /^Chain CHAIN\d.*: as before$/.test(textContent),
      ),
    ).toBe(true);
    // Letters are smaller where lines are longer, so that no line is wider than its page.
    const [size = 0] = /([\d.]+)vw/.exec(view.toHtml())?.slice(1).map(Number) ?? [];
    expect(size * Math.max(...lines.map(({ length }) => length))).toBeLessThan(165);
  }
});

test('columns of counters end under their headings', () => {
  for (const { view } of CASES) {
    const lines = view.toText().split('\n');
    const heads = new Set(lines.filter((line) => line.includes('target')).map((line) => line.indexOf('target')));
    expect(heads.size).toBeLessThanOrEqual(1);
    for (const line of lines) {
      const target = / (ACCEPT|DROP|DOCKER) +tcp/.exec(line);
      if (target !== null) expect(heads).toContain(target.index + 1);
    }
  }
});

/** The words of a picture row by row, each in the column that it stands in. */
function rowsOf(texts: readonly Text[], title: string): readonly string[] {
  const words = texts.filter(({ text }) => text !== title);
  const letter = Math.max(...words.map(({ left, right, text }) => (right - left) / text.length));
  const least = Math.min(...words.map(({ left }) => left));
  return [...new Set(words.map(({ top }) => top))]
    .sort((a, b) => a - b)
    .map((top) => {
      const own = words.filter((one) => one.top === top).sort((a, b) => a.left - b.left);
      return own.reduce((line, { left, text }) => line.padEnd(Math.round((left - least) / letter)) + text, '');
    });
}

const drawn = (before: string, after: string, width?: number) => {
  const blocks = compareListings(before, after);
  const { svg } = listingsPicture({ title: 'What grew', blocks, alt: '', ...(width !== undefined && { width }) });
  return { shapes: shapesOf(svg) };
};

test('the picture has the lines of the text, each word in its column, as wide as they need', () => {
  for (const { before, after, view } of CASES) {
    const { shapes } = drawn(before, after);
    expect(faultsOf(shapes)).toEqual({});
    const body = (lines: readonly string[]) => lines.map((line) => line.replace(/^[*•] ?/, '  ').trimEnd());
    const told = view
      .toText()
      .split('\n')
      .slice(1)
      .filter((line) => line !== '');
    const shown = rowsOf(shapes.texts, 'What grew');
    // The least column is that of the signs, if there is one.
    const indent = (line: string) => line.length - line.trimStart().length;
    const shift = indent(body(shown)[0] ?? '') - indent(body(told)[0] ?? '');
    expect(body(shown).map((line) => line.slice(Math.max(0, shift)))).toEqual(
      body(told).map((line) => line.slice(Math.max(0, -shift))),
    );
  }
});

test('a changed counter is bold on a ground of its own, and nothing else is', () => {
  const ground = mix(THEMES.light.bytes, THEMES.light.background, 0.3);
  for (const { before, after, view } of CASES)
    for (const width of [undefined, 340, 720]) {
      const { areas, texts } = drawn(before, after, width).shapes;
      const marked = areas.filter(({ fill }) => fill === ground);
      expect(marked).toHaveLength(view.toText().match(/\d+ → \d+/g)?.length ?? 0);
      for (const area of marked) {
        const inside = texts.filter((text) => holds(area, text, 1));
        expect(inside.map(({ text, isBold }) => [/^\d+ → \d+$/.test(text), isBold])).toEqual([[true, true]]);
        expect(Math.abs(middleX(found(inside[0], 'counter')) - middleX(area))).toBeLessThan(0.6);
      }
      expect(texts.filter(({ text, isBold }) => isBold && text.includes('→'))).toHaveLength(marked.length);
    }
});

test('in a narrow picture no word is lost, and what goes on in a further row is further in', () => {
  for (const { before, after, view } of CASES)
    for (const width of [340, 480, 720]) {
      const { shapes } = drawn(before, after, width);
      expect(faultsOf(shapes)).toEqual({});
      expect(shapes.width).toBe(width);
      const words = (text: string) => squeeze(text.replace(/(^|\n)[*•]/g, '$1'));
      const shown = rowsOf(shapes.texts, 'What grew');
      expect(words(shown.join('\n'))).toBe(words(view.toText().split('\n').slice(1).join('\n')));
      const indents = new Set(
        shown.map((line) => line.replace(/^[*•]/, ' ')).map((line) => line.length - line.trimStart().length),
      );
      const told = view
        .toText()
        .split('\n')
        .slice(1)
        .filter((line) => line !== '');
      if (shown.length > told.length) expect(indents.size).toBeGreaterThan(1);
    }
});

test('it is saved as a page, as text and as rows, under the title that is asked for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-listings-'));
  const [{ view }] = CASES as [(typeof CASES)[0]];
  const saved = (ending: string) => {
    view.save(join(folder, `grew.${ending}`), { title: 'Another' });
    return readFileSync(join(folder, `grew.${ending}`), 'utf8');
  };
  try {
    expect(saved('html')).toContain('<title>Another</title>');
    expect(saved('txt').split('\n')[0]).toBe('Another');
    expect(saved('csv')).toBe(view.toCsv());
    expect(JSON.parse(saved('json'))).toMatchObject({ title: 'Another', lines: expect.any(Array) });
    expect(saved('svg')).toContain('Another');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

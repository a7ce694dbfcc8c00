/** Made-up listings of iptables, before and after: what is marked is what grew, in words, HTML and picture alike. */
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { listings } from '../../../lib/view/tables/listings';
import { cutByEdges, outside, shapesOf } from '../shapes';
import { clipped, overlaps } from '../textBoxes';

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
  return { all, after, view: listings(before, after, { title: 'What grew' }) };
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

test('the picture has the same lines, within its edges, none over another', () => {
  for (const { view } of CASES) {
    const svg = view.toSvg();
    const shapes = shapesOf(svg);
    expect([overlaps(shapes.texts), clipped(svg), outside(shapes), cutByEdges(shapes)]).toEqual([[], [], [], []]);
    const drawn = squeeze(shapes.texts.map(({ text }) => text).join(' '));
    for (const grown of view.toText().match(/\d+ → \d+/g) ?? []) expect(drawn).toContain(grown);
  }
});

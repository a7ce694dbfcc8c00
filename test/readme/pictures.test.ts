/** The README's pictures are what the lab draws of the README's own session: for wide and for narrow pages, light and dark. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Lab, type Observation, observe, parseSession } from '../../lib/lab';
import { deltaChart } from '../../lib/view/counters/deltaChart';
import { THEMES, type ThemeName } from '../../lib/view/draw/theme';
import { journeyRows } from '../../lib/view/path/journeyRows';
import { pathMap } from '../../lib/view/path/pathMap';
import { table } from '../../lib/view/tables/table';
import { readText, sessionOf } from './blocks';

/** Pixels that a telephone has for a picture, and the least size of letters there. */
const NARROW_PAGE = 358;
const SMALLEST_LETTERS = 8;

let folder: string;
let seen: Observation;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-pictures-'));
  const lab = new Lab();
  for (const { place, command } of parseSession(sessionOf(readText('README.md')), 'README.md')) {
    if (place === 'client') seen = await observe(lab, `${place}# ${command}`);
    else await lab.run(place, command);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const TITLES = {
  path: 'Forwarded through three hooks: no packet reaches docker-proxy',
  deltas: 'One page, twelve packets: nat rules count the first alone',
} as const;

function counters() {
  return seen.deltas.map(({ table, chain, index, packets, bytes }) => {
    return { table, chain, rule: index === 0 ? 'policy' : String(index), packets, bytes };
  });
}

const PICTURES = {
  path: () => pathMap(seen.journeys, { title: TITLES.path }),
  deltas: () => deltaChart(seen.deltas, { title: TITLES.deltas }),
  'path-narrow': () =>
    table(journeyRows(seen.journeys.slice(0, 1)), {
      title: 'The path of the first packet',
      columns: ['table', 'chain', 'rule', 'verdict'],
    }),
  'deltas-narrow': () => table(counters(), { title: 'One page: nat counts one packet' }),
} as const;

function drawn(name: keyof typeof PICTURES, theme: ThemeName): string {
  const file = join(folder, `${name}-${theme}.svg`);
  PICTURES[name]().save(file, { theme });
  return readFileSync(file, 'utf8');
}

const names = Object.keys(PICTURES) as readonly (keyof typeof PICTURES)[];

describe.each(names)('the picture %s', (name) => {
  test.each(['light', 'dark'] as const)('%s', async (theme) => {
    const svg = drawn(name, theme);
    expect(svg).toContain(`fill="${THEMES[theme].background}"`);
    await expect(svg).toMatchFileSnapshot(`../../lib/pictures/${name}-${theme}.svg`);
  });

  test('is shown by the README', () => {
    const readme = readText('README.md');
    for (const theme of ['light', 'dark']) expect(readme).toContain(`lib/pictures/${name}-${theme}.svg`);
  });
});

test.each(['path-narrow', 'deltas-narrow'] as const)('%s has letters that a telephone shows large enough', (name) => {
  const svg = drawn(name, 'light');
  const width = Number(/ width="(\d+)"/.exec(svg)?.[1]);
  const sizes = [...svg.matchAll(/ font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
  expect((Math.min(...sizes) * NARROW_PAGE) / width).toBeGreaterThan(SMALLEST_LETTERS);
});

test('what the titles say is what was counted', () => {
  expect(seen.grown('filter', 'FORWARD', 1).packets).toBe(12);
  expect(seen.deltas.filter(({ table }) => table === 'nat').map(({ packets }) => packets)).toEqual([1, 1, 1]);
  const hooks = new Set(seen.journeys.flatMap(({ steps }) => steps.map(({ hook }) => hook)));
  expect([...hooks].sort()).toEqual(['FORWARD', 'POSTROUTING', 'PREROUTING']);
});

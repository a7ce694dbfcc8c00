/** Everything that can be shown, saved in every form, look and size. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lab, observe, snapshot, topology } from '../../../lib/lab';
import { compareDeltas } from '../../../lib/view/counters/compareDeltas';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { THEMES } from '../../../lib/view/draw/theme';
import type { Figure } from '../../../lib/view/figure/figure';
import type { SaveOptions } from '../../../lib/view/figure/saveOptions';
import { ladder } from '../../../lib/view/ladder/ladder';
import { pathMap } from '../../../lib/view/path/pathMap';
import { type ChangesView, changes } from '../../../lib/view/tables/changes';
import { type TableView, table } from '../../../lib/view/tables/table';
import { relay } from '../../../lib/view/tcp/relay';
import { retransmissions } from '../../../lib/view/tcp/retransmissions';
import { topologyMap } from '../../../lib/view/topology/topologyMap';
import { vethPair } from '../../../lib/view/topology/vethPair';
import { hostile } from '../fixtures';

const folder = mkdtempSync(join(tmpdir(), 'chainwalk-save-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Saved = Figure | TableView | ChangesView;
let all: Readonly<Record<string, Saved>>;

beforeAll(async () => {
  const machines = await lab();
  const earlier = await snapshot(machines);
  await machines.sh('host# systemctl start docker');
  await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  const later = await snapshot(machines);
  const { deltas, journeys, packets } = await observe(machines, 'client# curl -sS http://192.168.70.6:8001');
  const drawn = topology(machines);
  const title = 'Made';
  const accesses = ['one', 'other'].map((name) => ({ name, deltas }));
  all = {
    deltaChart: deltaChart(deltas, { title }),
    compareDeltas: compareDeltas(accesses, { title }),
    pathMap: pathMap(journeys, { title }),
    ladder: ladder(packets, { title, lanes: ['client eth0', 'host ens33', 'host docker0'] }),
    retransmissions: retransmissions(packets['client eth0']!, { title }),
    relay: relay(packets, { title }),
    topologyMap: topologyMap(drawn, { title }),
    vethPair: vethPair(drawn, 'ng1', { title }),
    table: table(
      deltas.map(({ rule, packets }) => ({ rule, pkts: packets })),
      { title, changed: (_, column) => column === 'pkts' },
    ),
    changes: changes(earlier, later, { title }),
  };
});

const NAMES = [
  ...['deltaChart', 'compareDeltas', 'pathMap', 'ladder', 'retransmissions', 'relay', 'topologyMap', 'vethPair'],
  ...['table', 'changes'],
];

function saved(name: string, file: string, options?: SaveOptions): Buffer {
  const path = join(folder, file);
  all[name]!.save(path, options);
  return readFileSync(path);
}

/** Colours that a picture paints with. */
const colours = (svg: string): readonly string[] => [
  ...new Set([...svg.matchAll(/(?:fill|stroke)(?:="|: ?)(#[\da-f]{6}|rgb\([^)]*\))/gi)].map(([, colour]) => colour!)),
];

const isGrey = (colour: string): boolean => {
  const channels = colour.startsWith('#') ? colour.slice(1).match(/../g) : colour.match(/\d+/g);
  return new Set(channels?.map((channel) => channel.toLowerCase())).size === 1;
};

describe.each(NAMES)('%s', (name) => {
  it('is a PDF of one page with vectors and embedded fonts, the same bytes each time', () => {
    const pdf = saved(name, 'a.pdf');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const text = pdf.toString('latin1');
    expect(text).toMatch(/\/Type \/Page\b[^s]/);
    expect(text).toMatch(/\/FontFile2 /);
    expect(text).not.toContain('/Subtype /Image');
    expect(text).toContain('(D:20220702000000Z)');
    expect(saved(name, 'b.pdf').equals(pdf)).toBe(true);
  });

  it('keeps every title and text inside an SVG that has a size, in each theme', () => {
    for (const theme of ['light', 'dark', 'print'] as const) {
      const svg = saved(name, `${theme}.svg`, { theme, title: `Now ${theme}`, width: 360 }).toString();
      expect(svg).toMatch(/^<svg[^>]* width="360"/);
      expect(svg).toContain(`Now ${theme}`);
      expect(svg).not.toContain('>Made<');
      const grounds = colours(svg).map((colour) => colour.toUpperCase());
      expect(grounds).toContain(THEMES[theme].background);
      if (theme === 'print') expect(colours(svg).filter((colour) => !isGrey(colour))).toEqual([]);
    }
  });

  it('is a PNG as wide as asked for', () => {
    const width = (options: SaveOptions) => saved(name, 'x.png', options).readUInt32BE(16);
    expect(width({ width: 300 })).toBe(600);
    expect(width({ width: 300, scale: 1 })).toBe(300);
  });

  it('is a page, rows and JSON with the title asked for', () => {
    const page = saved(name, 'x.html', { title: hostile }).toString();
    expect(page).not.toContain(hostile);
    expect(page).not.toContain('<script');
    expect(saved(name, 'x.html', { theme: 'dark' }).toString()).toContain(`background: ${THEMES.dark.background}`);
    expect(saved(name, 'x.csv').toString()).toMatch(/\r\n$/);
    expect(JSON.parse(saved(name, 'x.json').toString())).toBeTruthy();
  });
});

describe('what cannot be saved', () => {
  it.each([
    ['x.doc', {}, /^cannot save as ".*x\.doc": the file name has to end in one of \.svg \.png \.pdf /],
    ['x.svg', { siez: 3 }, 'save has no option "siez": it takes theme, title, width, scale'],
    ['x.svg', { theme: 'blue' }, 'the option theme is "blue", but has to be one of light, dark, print'],
    ['x.svg', { theme: 'constructor' }, 'the option theme is "constructor", but has to be one of light, dark, print'],
    ['x.png', { scale: 0 }, 'the option scale is 0, but has to be a number from 0.1 to 20'],
    ['x.pdf', { width: Number.NaN }, 'the option width is NaN, but has to be a number of px from 16 to 20000'],
    ['x.pdf', { title: 3 }, 'the option title is 3, but has to be a text'],
  ])('%s with %j is refused in one sentence', (file, options, message) => {
    const before = readdirSync(folder).length;
    for (const name of ['pathMap', 'table', 'changes']) {
      expect(() => all[name]!.save(join(folder, file), options as SaveOptions)).toThrow(message);
    }
    expect(readdirSync(folder)).toHaveLength(before);
  });

  it('a table without rows still has a picture', () => {
    expect(table([], { title: 'Nothing' }).toSvg()).toContain('no rows');
  });
});

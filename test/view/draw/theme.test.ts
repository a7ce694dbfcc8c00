import { beforeAll, describe, expect, it } from 'vitest';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { contrast } from '../../../lib/view/draw/colour';
import { resolveTheme, THEMES, type Theme, type ThemeName } from '../../../lib/view/draw/theme';
import { preload } from '../../../lib/view/figure/preload';
import { pathMap } from '../../../lib/view/path/pathMap';
import { topologyMap } from '../../../lib/view/topology/topologyMap';
import { clientToNg1, ng2ToNg1Isolated, topologies } from '../fixtures';

beforeAll(() => preload());

const names = Object.keys(THEMES) as readonly ThemeName[];

describe.each(names)('the theme %s', (name) => {
  const theme = THEMES[name];

  it('has a contrast of at least 4.5 to 1 for every text on every background', () => {
    for (const [text, background] of textPairs(theme)) {
      expect(contrast(text, background), `${text} on ${background}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('has marks that stand out from the background', () => {
    const marks = [theme.packets, theme.request, theme.drop, theme.text];
    for (const mark of marks) expect(contrast(mark, theme.background), mark).toBeGreaterThanOrEqual(3);
  });

  it('is where every text colour of every picture comes from', () => {
    const known = new Set<string>(textPairs(theme).map(([text]) => text.toLowerCase()));
    const maps = [
      pathMap(clientToNg1.journeys, { title: 'map', theme }),
      pathMap(ng2ToNg1Isolated.journeys, { title: 'drop', theme }),
      topologyMap(topologies.after, { title: 'topology', theme, highlight: topologies.before }),
    ];
    for (const map of maps) {
      for (const [, fill] of map.toSvg().matchAll(/<text [^>]*fill="([^"]*)"/g))
        expect(known).toContain(fill!.toLowerCase());
    }
  });

  it('has no text under 7 pt when 720 px are printed 174 mm wide', () => {
    const points = (174 / 25.4) * (72 / 720);
    const pictures = [
      pathMap(clientToNg1.journeys, { title: 'map', theme }),
      topologyMap(topologies.after, { title: 'topology', theme }),
      deltaChart(clientToNg1.deltas, { title: 'chart', theme }),
    ];
    for (const picture of pictures) {
      const sizes = [...picture.toSvg().matchAll(/font-size(?:="|: )([\d.]+)/g)].map(([, size]) => Number(size));
      expect(sizes.length).toBeGreaterThan(10);
      expect(Math.min(...sizes) * points).toBeGreaterThanOrEqual(7);
    }
  });
});

describe('themes', () => {
  it('are light unless chosen', () => {
    expect(resolveTheme(undefined)).toBe(THEMES.light);
    expect(resolveTheme('dark')).toBe(THEMES.dark);
    expect(resolveTheme(THEMES.print)).toBe(THEMES.print);
  });

  it('print in grey only', () => {
    const colours = JSON.stringify(THEMES.print).match(/#[\da-f]{6}/gi) ?? [];
    expect(colours.filter((colour) => !/^#(..)\1\1$/i.test(colour))).toEqual([]);
  });
});

/** Every text colour of a theme with every background it may stand on. */
function textPairs(theme: Theme): readonly (readonly [text: Theme['text'], background: Theme['text']])[] {
  const plain = [theme.text, theme.muted, theme.dropInk, theme.freshInk];
  const grounds = [theme.background, theme.surface];
  const tables = Object.values(theme.tables);
  return [
    ...plain.flatMap((text) => grounds.map((ground) => [text, ground] as const)),
    ...tables.flatMap(({ ink, band }) => [...grounds, band].map((ground) => [ink, ground] as const)),
    ...tables.flatMap(({ band }) => [theme.text, theme.muted].map((text) => [text, band] as const)),
  ];
}

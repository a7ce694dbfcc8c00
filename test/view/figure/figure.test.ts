import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { preload } from '../../../lib/view/figure/preload';
import { setDisplay, showPngsAt } from '../../../lib/view/figure/show';
import { pathMap } from '../../../lib/view/path/pathMap';
import { clientToNg1, hostile } from '../fixtures';

beforeAll(() => preload());

const folder = mkdtempSync(join(tmpdir(), 'chainwalk-figure-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => setDisplay());

const chart = () => deltaChart(clientToNg1.deltas, { title: 'One connection' });
const map = () => pathMap(clientToNg1.journeys, { title: 'One connection' });

describe.each([
  ['chart', chart],
  ['map', map],
])('a %s', (_, make) => {
  it('is the same bytes each time', () => {
    const [one, other] = [make(), make()];
    expect(one.toSvg()).toBe(other.toSvg());
    expect(Buffer.from(one.toPng()).equals(Buffer.from(other.toPng()))).toBe(true);
    expect(JSON.stringify(one.bundle())).toBe(JSON.stringify(other.bundle()));
  });

  it('names nothing of this machine and loads nothing from another', () => {
    const { 'image/png': _png, ...texts } = make().bundle();
    const all = JSON.stringify(texts);
    expect(all).not.toContain(process.cwd());
    expect(all).not.toMatch(/(?:src|href)=\\"|url\(\\?["']?(?!#|data:)/);
  });

  it('has a title and a text alternative in its SVG', () => {
    const svg = make().toSvg();
    expect(svg).toContain('role="img"');
    expect(svg).toMatch(/<title id="[^"]+">One connection<\/title><desc id="[^"]+">One connection/);
  });

  it.each(['.svg', '.png', '.pdf', '.csv', '.json', '.html', '.txt'])('can be saved as %s', (ending) => {
    const path = join(folder, 'new', `${make().toText().length}${ending}`);
    make().save(path);
    expect(readFileSync(path).length).toBeGreaterThan(100);
  });
});

describe('a figure', () => {
  it('is PNG where PNG is asked for', () => {
    expect([...chart().toPng().subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const width = (scale: number): number => Buffer.from(map().toPng(scale)).readUInt32BE(16);
    expect([width(1), width(2)]).toEqual([720, 1440]);
  });

  it('refuses an unknown ending with one sentence, and writes nothing', () => {
    const path = join(folder, 'picture.gif');
    expect(() => chart().save(path)).toThrow(
      new RangeError(
        `cannot save as ${JSON.stringify(path)}: the file name has to end in one of .svg .png .pdf .csv .json .html .txt`,
      ),
    );
    expect(existsSync(path)).toBe(false);
    expect(() => chart().save(join(folder, 'constructor'))).toThrow(RangeError);
    expect(readdirSync(folder).filter((name) => name !== 'new')).toEqual([]);
  });

  it('carries a live chart, a picture and text in one output', () => {
    const shown = vi.fn();
    setDisplay(shown);
    chart().show();
    expect(Object.keys(shown.mock.calls[0]![0])).toEqual([
      'application/vnd.plotly.v1+json',
      'image/svg+xml',
      'image/png',
      'text/plain',
    ]);
    map().show();
    expect(Object.keys(shown.mock.calls[1]![0])).toEqual(['image/svg+xml', 'image/png', 'text/plain']);
  });

  it('prints its text where nothing can show it', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    map().show();
    expect(log).toHaveBeenCalledWith(map().toText());
    log.mockRestore();
  });

  it('has nothing in its text and rows that a terminal would obey', () => {
    const rule = '-m comment --comment "\u001b]0;title\u0007\u001b[2J\u009bmine" -j ACCEPT';
    const figure = deltaChart([{ ...clientToNg1.deltas[0]!, index: 1, rule }], { title: 'One \u001b[1mrule' });
    const controls = /[^\P{Cc}\r\n]/u;
    expect(figure.toText()).not.toMatch(controls);
    expect(figure.toText()).toContain('One rule');
    expect(figure.toText()).toMatch(/mine/);
    expect(figure.bundle()['text/plain']).not.toMatch(controls);
    expect(figure.toCsv()).not.toMatch(controls);
  });

  it('escapes its title in a page', () => {
    const figure = pathMap([], { title: hostile });
    expect(figure.toHtml()).not.toContain('<script>');
  });
});

it('is shown with a PNG of another size where the front end draws the picture itself', () => {
  const width = (): number => Buffer.from(String(chart().bundle()['image/png']), 'base64').readUInt32BE(16);
  const usual = width();
  showPngsAt(1);
  try {
    expect(width()).toBe(usual / 2);
    expect(Buffer.from(chart().toPng()).readUInt32BE(16)).toBe(usual);
  } finally {
    showPngsAt(2);
  }
});

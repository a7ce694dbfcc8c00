import { beforeAll, describe, expect, it } from 'vitest';
import { observe } from '../../../lib/lab';
import { relay } from '../../../lib/view/tcp/relay';
import { type Article, runArticle } from '../articleAccesses';
import { hostile } from '../fixtures';
import { clipped, overlaps, textBoxes } from '../textBoxes';

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

const draw = (step: string, theme: 'light' | 'dark' | 'print' = 'light') =>
  relay(article.accesses.get(step)!.packets, { title: 'Two connections', theme });

describe('the picture of docker-proxy’s work', () => {
  it('has the connection that it accepted, the one that it opened, and the bytes that it carried over', () => {
    const lines = draw('10').alt.split('\n');
    expect(lines[1]).toMatch(/^connection 1, opened by ng1 at [\d.]+ ms: 172\.17\.0\.2:\d+ > 192\.168\.70\.6:8001\.$/);
    expect(lines[2]).toMatch(
      /^connection 2, opened by docker-proxy at [\d.]+ ms: 172\.17\.0\.1:\d+ > 172\.17\.0\.2:80, in ng1\.$/,
    );
    expect(lines.slice(3)).toEqual([
      'docker-proxy reads 81 bytes from connection 1 and writes 81 to connection 2;',
      'it reads 854 bytes from connection 2 and writes 854 to connection 1.',
    ]);
  });

  it.each([
    ['06', 'DNAT forwards it'],
    ['12', 'nobody listens'],
    ['16', 'the host itself asks the container'],
    ['20', 'one bridge asks another, and is masqueraded'],
  ])('is empty for step %s: %s', (step) => {
    const figure = draw(step);
    expect(figure.alt).toContain('No connection ended in a process of host');
    expect(clipped(figure.toSvg())).toEqual([]);
  });

  it.each(['light', 'dark', 'print'] as const)(
    'has no text in %s that covers another or leaves the picture',
    (theme) => {
      const svg = draw('10', theme).toSvg();
      expect(overlaps(textBoxes(svg))).toEqual([]);
      expect(clipped(svg)).toEqual([]);
    },
  );

  it('shows an access to the loopback address, whose packets are seen twice, once', async () => {
    const { lab } = article;
    await lab.sh('host# docker restart ng1');
    const { packets } = await observe(lab, 'host# curl -sS http://127.0.0.1:8001');
    const figure = relay(packets, { title: hostile, process: hostile });
    expect(figure.toCsv()).toMatch(/^1,host,[\d.]+,127\.0\.0\.1:\d+,127\.0\.0\.1:8001,78,854,78,854\r$/m);
    expect(figure.toSvg()).not.toMatch(/<script|<b>|]]>/);
    expect(overlaps(textBoxes(figure.toSvg()))).toEqual([]);
  });
});

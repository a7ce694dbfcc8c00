import { beforeAll, describe, expect, it } from 'vitest';
import { readCapture } from '../../../lib/lab';
import { retransmissions } from '../../../lib/view/tcp/retransmissions';
import { type Article, runArticle } from '../articleAccesses';
import { hostile } from '../fixtures';
import { clipped, overlaps, textBoxes } from '../textBoxes';

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

const draw = (step: string, key: string, theme: 'light' | 'dark' | 'print' = 'light') => {
  const { packets, outcome } = article.accesses.get(step)!;
  const gaveUpAt = (outcome.endedAt - outcome.startedAt) * 1000;
  return retransmissions(packets[key]!, { title: 'Seven SYNs', gaveUpAt, theme });
};

describe('the timeline of retransmissions', () => {
  it('writes out each wait, and when it was given up', () => {
    const shown = textBoxes(draw('15', 'ng2 eth0').toSvg()).map(({ text }) => text);
    expect(shown.filter((text) => /^\d+\.\d s(,|$)/.test(text))).toEqual([
      '1.0 s',
      '2.0 s',
      '4.1 s',
      '8.2 s',
      '16.1 s',
      '32.8 s',
      '65.5 s, then given up',
    ]);
    expect(draw('15', 'ng2 eth0').toText()).toContain('given up at 129.7 s, 65.5 s after the last');
  });

  it('tells the SYN-ACKs of the timer from those that answered a SYN that came again', () => {
    const text = draw('18', 'ng1 eth0').toText();
    expect(text).toMatch(/SYN-ACK, sent 17 times/);
    expect(text).toContain(
      '6 more at once, each on a SYN that came again: at 1.0 s, 3.0 s, 7.1 s, 15.3 s, 31.4 s, 64.7 s',
    );
  });

  it.each(['light', 'dark', 'print'] as const)(
    'has no text in %s that covers another or leaves the picture',
    (theme) => {
      for (const [step, key] of [
        ['15', 'ng2 eth0'],
        ['18', 'ng1 eth0'],
      ] as const) {
        const svg = draw(step, key, theme).toSvg();
        expect(overlaps(textBoxes(svg))).toEqual([]);
        expect(clipped(svg)).toEqual([]);
      }
    },
  );

  it('has a row for each packet in its CSV', () => {
    expect(draw('15', 'ng2 eth0').toCsv().trim().split('\r\n')).toHaveLength(8);
    expect(draw('18', 'ng1 eth0').toCsv().trim().split('\r\n')).toHaveLength(1 + 7 + 17);
  });

  it('finds the same in the capture of the real machines', () => {
    const packets = readCapture('data/article', '15').packets['ng2-eth0']!;
    expect(retransmissions(packets, { title: 'Real' }).toText()).toMatch(/SYN, sent 7 times/);
  });

  it('says so if nothing was sent twice', () => {
    const figure = retransmissions(article.accesses.get('06')!.packets['client eth0']!, { title: hostile });
    expect(figure.toText()).toContain('No SYN and no SYN-ACK was sent more than once.');
    expect(figure.toSvg()).not.toMatch(/<script|<b>|]]>/);
    expect(clipped(figure.toSvg())).toEqual([]);
  });
});

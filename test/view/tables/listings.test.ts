/** Two listings of one command as one: what is marked, what is folded, and that the columns stay where they are. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type ListingsView, lab, listings } from '../../../lib';
import { clipped, overlaps, textBoxes } from '../textBoxes';

const COMMAND = 'host# iptables --line-numbers -nvL';
let view: ListingsView;
let after: string;

beforeAll(async () => {
  const machines = await lab();
  for (const rule of ['-A INPUT -p icmp -j ACCEPT', '-A INPUT -p tcp -j DROP', '-N OTHER', '-A OTHER -j RETURN'])
    await machines.sh(`host# iptables ${rule}`);
  const before = await machines.sh(COMMAND);
  await machines.sh('host# iptables -D INPUT 2');
  await machines.sh('host# iptables -A INPUT -p udp -m comment --comment "<b>1 2</b>" -j DROP');
  await machines.sh('client# ping -c 3 192.168.70.6');
  const later = await machines.sh(COMMAND);
  after = later.stdout;
  view = listings(before, later, { title: 'Three <echo> requests' });
});

describe('two listings as one', () => {
  it('mark each changed counter with what it was, and lines that came or went', () => {
    const lines = view.toText().split('\n');
    expect(lines.filter((line) => line.startsWith('*')).map((line) => line.replace(/\s+/g, ' '))).toEqual([
      '* 1 0 → 3 0 → 252 ACCEPT icmp -- * * 0.0.0.0/0 0.0.0.0/0',
      '* Chain OUTPUT (policy ACCEPT 0 → 3 packets, 0 → 252 bytes)',
    ]);
    expect(lines.filter((line) => /^[-+]/.test(line)).map((line) => line.split(/\s+/).slice(0, 6))).toEqual([
      ['-', '2', '0', '0', 'DROP', 'tcp'],
      ['+', '2', '0', '0', 'DROP', 'udp'],
    ]);
    expect(view.changed).toBe(4);
  });

  it('fold chains without a change', () => {
    expect(view.toText()).toContain('Chain FORWARD (policy ACCEPT 0 packets, 0 bytes): as before');
    expect(view.toText()).not.toContain('RETURN');
    expect(view.toHtml()).toMatch(/<details><summary[^>]*><code[^>]*>Chain OTHER \(0 references\)<\/code>: as before/);
  });

  it('keep targets under their heading, whatever room the counters take', () => {
    const [, heading = '', ...rules] = view.toText().split('\n\n')[1]?.split('\n') ?? [];
    const column = heading.indexOf('target');
    expect(rules.map((line) => line.slice(column).split(' ')[0])).toEqual(['ACCEPT', 'DROP', 'DROP']);
  });

  it('say nothing but `as before` of a listing that is the same', () => {
    const same = listings(after, after, { title: 'The same' });
    expect([same.changed, same.toText().match(/as before/g)?.length]).toEqual([0, 4]);
  });

  it('escape what comes from the machines, in HTML and in the picture', () => {
    for (const markup of [view.toHtml(), view.toSvg()]) expect(markup).not.toContain('<b>1 2');
    expect(view.toHtml()).toContain('&lt;b&gt;1 2&lt;/b&gt;');
  });

  it('are drawn as in a terminal, within the picture, changed counters marked', () => {
    const boxes = textBoxes(view.toSvg());
    expect(boxes.map(({ text }) => text)).toEqual(expect.arrayContaining(['0 → 3', '0 → 252']));
    expect([clipped(view.toSvg()), overlaps(boxes)]).toEqual([[], []]);
  });

  it('have a record for each changed line', () => {
    expect(view.toCsv().split('\r\n').slice(0, 2)).toEqual([
      'change,before,after,line',
      'counter,0 0,3 252,1 3 252 ACCEPT icmp -- * * 0.0.0.0/0 0.0.0.0/0',
    ]);
  });
});

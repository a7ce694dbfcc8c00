import { beforeAll, describe, expect, it } from 'vitest';
import type { CounterDelta } from '../../../lib/lab/observe/counters';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { preload } from '../../../lib/view/figure/preload';
import { clientToNg1, hostile } from '../fixtures';

beforeAll(() => preload());

const input = clientToNg1.counters.filter(
  ({ table, chain, index }) => table === 'filter' && chain === 'INPUT' && index === 0,
);

const texts = (svg: string): string => svg.replace(/<(title|desc)[^>]*>[^<]*<\/\1>/g, '').replace(/<[^>]*>/g, '\n');

const hostileRow: CounterDelta = {
  table: 'filter',
  chain: hostile,
  index: 3,
  rule: `-m comment --comment "${hostile}" -j ACCEPT`,
  packets: 12345678,
  bytes: 9876543210,
  packetsBefore: 1,
  packetsAfter: 12345679,
  bytesBefore: 1,
  bytesAfter: 9876543211,
};

describe('the chart of counter deltas', () => {
  it('has a row for every rule that grew, with packets and bytes on axes of their own', () => {
    const chart = deltaChart(clientToNg1.deltas, { title: 'One connection, one hit' });
    const { data } = JSON.parse(chart.toJson()) as { data: { x: number[]; xaxis: string }[] };
    expect(data.slice(0, 2).map(({ xaxis, x }) => [xaxis, x.length])).toEqual([
      ['x', 17],
      ['x2', 17],
    ]);
    expect(data[0]!.x.reduce((sum, value) => sum + value, 0)).toBe(
      clientToNg1.deltas.reduce((sum, { packets }) => sum + packets, 0),
    );
  });

  it('labels rows as a listing does, and cuts what is too long in the middle', () => {
    const shown = texts(deltaChart(clientToNg1.deltas, { title: 'One connection' }).toSvg());
    expect(shown).toContain('FORWARD 5');
    expect(shown).toContain('-i docker0 ! -o docker0 ACCEPT');
    expect(shown).toMatch(/-i docker0.*….*STAGE-2/);
    expect(shown).toContain('1,575');
  });

  it('keeps addresses in titles as they are', () => {
    const svg = deltaChart(clientToNg1.deltas, { title: 'curl 192.168.70.6:8001', subtitle: 'v 1.23456' }).toSvg();
    expect(texts(svg)).toContain('192.168.70.6:8001');
    expect(texts(svg)).toContain('v 1.23456');
  });

  it('shows a pinned rule that did not grow as a plain 0, and one that grew only once', () => {
    const pinned = [...input, clientToNg1.counters.find(({ chain, index }) => chain === 'FORWARD' && index === 5)!];
    const chart = deltaChart(clientToNg1.deltas, { title: 'INPUT stands still', pinned });
    expect(chart.alt).toContain('filter INPUT policy (ACCEPT) grew by 0 packets, 0 bytes.');
    expect(chart.toCsv().trimEnd().split('\r\n')).toHaveLength(1 + 17 + 1);
    expect(chart.toText()).toMatch(/filter {2}INPUT policy ACCEPT +0 +0/);
  });

  it('says that no counter moved if none did', () => {
    const chart = deltaChart([], { title: 'Silence' });
    expect(texts(chart.toSvg())).toContain('No counter moved.');
    expect(chart.toText()).toContain('No counter moved.');
    expect(chart.alt).toContain('No counter moved.');
    expect(chart.toCsv()).toBe(
      'table,chain,index,rule,packets,bytes,packetsBefore,packetsAfter,bytesBefore,bytesAfter,drops,emphasis\r\n',
    );
  });

  it('tells in words what it shows', () => {
    const { alt } = deltaChart(clientToNg1.deltas, { title: 'One connection' });
    expect(alt).toContain('filter FORWARD 5 (-i docker0 ! -o docker0 ACCEPT) grew by 5 packets, 1,122 bytes.');
    expect(alt.split('\n')).toHaveLength(1 + 17);
  });

  it('draws text from outside as text', () => {
    const chart = deltaChart([hostileRow], { title: hostile, subtitle: hostile });
    const svg = chart.toSvg();
    expect(svg).not.toMatch(/<script|<b>/i);
    expect(chart.toPng().length).toBeGreaterThan(1000);
    expect(texts(svg)).toMatch(/(?:&lt;|&#60;)script(?:&gt;|&#62;)/);
  });

  it('is 720 px wide, and as high as its rows need', () => {
    const rows = (count: number): CounterDelta[] =>
      Array.from({ length: count }, (_, index) => ({ ...hostileRow, chain: 'FORWARD', index: index + 1 }));
    const size = (count: number) => {
      const { layout } = JSON.parse(deltaChart(rows(count), { title: 'Rows' }).toJson()) as {
        layout: { width: number; height: number; margin: { l: number } };
      };
      return layout;
    };
    expect(size(1).width).toBe(720);
    expect(size(60).height - size(3).height).toBe(57 * 22);
    expect(size(60).margin.l).toBeLessThan(420);
  });

  it('has the rows of the table behind it as CSV', () => {
    const [header, first] = deltaChart(clientToNg1.deltas, { title: 'Rows' }).toCsv().split('\r\n');
    expect(header).toBe(
      'table,chain,index,rule,packets,bytes,packetsBefore,packetsAfter,bytesBefore,bytesAfter,drops,emphasis',
    );
    expect(first).toBe('raw,PREROUTING,0,policy ACCEPT,12,1575,2,14,100,1675,false,false');
  });

  it('marks what drops in red, with a pattern and a sign, and what the title speaks of in bold', () => {
    const drop = { ...hostileRow, chain: 'INPUT', index: 1, rule: '-p tcp -j DROP', packets: 3 };
    const other = { ...hostileRow, chain: 'INPUT', index: 2, rule: '-p udp -j ACCEPT', packets: 2 };
    const chart = deltaChart([drop, other], { title: 'Dropped', emphasis: [drop] });
    const svg = chart.toSvg();
    expect(svg).toMatch(
      /<text [^>]*fill="#B2182B"[^>]*font-weight="bold">×\u00a0INPUT 1\u00a0\u00a0-p tcp DROP<\/text>/i,
    );
    expect(svg).toMatch(/<rect [^>]*fill="url\(#[^"]*B2182B-1\)"/i);
    expect(svg).toMatch(/<text [^>]*fill="#5F6670"[^>]*><tspan font-weight="bold">INPUT 2</);
    expect(chart.toText()).toMatch(/INPUT 1 .*×◄\n.*INPUT 2/);
    expect(chart.alt).toContain('which went no further, which the title speaks of.');
    expect(chart.toCsv()).toMatch(/,true,true\r\n.*,false,false\r\n$/);
    expect(deltaChart([other], { title: 'Plain' }).toText()).not.toMatch(/[×◄]/);
  });

  it('brings along a chart for narrow pages, with labels over bars', () => {
    const { layout } = JSON.parse(deltaChart(clientToNg1.deltas, { title: 'Rows' }).toJson()) as {
      layout: { meta: { narrow: { layout: { width: number; margin: { l: number } } } } };
    };
    expect(layout.meta.narrow.layout.width).toBe(358);
    expect(layout.meta.narrow.layout.margin.l).toBeLessThan(40);
  });
});

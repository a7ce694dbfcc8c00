import { beforeAll, describe, expect, it, test } from 'vitest';
import type { CapturedPacket, Captures } from '../../../lib/lab';
import { readCapture } from '../../../lib/lab';
import { THEMES } from '../../../lib/view/draw/theme';
import { type LadderOptions, ladder } from '../../../lib/view/ladder/ladder';
import { type Article, runArticle } from '../articleAccesses';
import { hostile } from '../fixtures';
import { clipped, overlaps, textBoxes } from '../textBoxes';

const wire = ['client eth0', 'host ens33', 'host docker0', 'host veth*', 'ng1 eth0'];
const bridges = ['ng2 eth0', 'host veth*', 'host docker1', 'host docker0', 'host veth*', 'ng1 eth0'];

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

const draw = (step: string, lanes: readonly string[], options: Partial<LadderOptions> = {}) =>
  ladder(article.accesses.get(step)!.packets, { title: `Step ${step}`, lanes, ...options });

/** The text's lines for the packets, without number and time. */
const told = (text: string): readonly string[] =>
  text
    .split('\n')
    .slice(2)
    .map((line) => line.replace(/^\d+\. [\d.]+ m?s, /, ''));

/** The CSV's records as arrays of fields; the fields compared here have no commas. */
const records = (csv: string): readonly (readonly string[])[] =>
  csv
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));

describe.each([
  ['06', wire, 'even'],
  ['10', ['ng1 eth0', 'host veth*', 'host docker0', 'host ens33'], 'even'],
  ['15', bridges, 'time'],
  ['18', bridges, 'even'],
  ['20', bridges, 'even'],
] as const)('the ladder of step %s', (step, lanes, scale) => {
  it.each(['light', 'dark', 'print'] as const)(
    'has no text in %s that covers another, leaves the picture or is too small',
    (theme) => {
      const svg = draw(step, lanes, { theme, scale, journeys: article.accesses.get(step)!.journeys }).toSvg();
      expect(overlaps(textBoxes(svg))).toEqual([]);
      expect(clipped(svg)).toEqual([]);
      expect(
        Math.min(...[...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size))),
      ).toBeGreaterThanOrEqual(10.5);
    },
  );

  it('shows every packet that the lanes carried once', () => {
    const figure = draw(step, lanes, { scale });
    const [head, ...rows] = records(figure.toCsv());
    const [lane, protocol] = [head!.indexOf('lane'), head!.indexOf('protocol')];
    for (const name of new Set(rows.map((row) => row[lane]!))) {
      expect(rows.filter((row) => row[lane] === name)).toHaveLength(article.accesses.get(step)!.packets[name]!.length);
    }
    expect(rows.every((row) => row[protocol] !== '')).toBe(true);
  });

  it('is the same every time', () => {
    expect(draw(step, lanes, { scale }).toSvg()).toBe(draw(step, lanes, { scale }).toSvg());
  });
});

describe('a ladder', () => {
  it('joins what the interfaces saw into packets, and says where NAT rewrote them', () => {
    const text = draw('06', wire).toText();
    expect(text.split('\n')[1]).toMatch(
      /^Lanes: client eth0 · host ens33 · host docker0 · host veth\w+ · ng1 eth0\. 14 packets\.$/,
    );
    const [syn, whoHas, isAt, synAck] = told(text);
    expect(syn).toMatch(
      /^from client eth0 to ng1 eth0: SYN 60, 192\.168\.70\.1:\d+ > 192\.168\.70\.6:8001; at host docker0 destination 192\.168\.70\.6:8001 has become 172\.17\.0\.2:80$/,
    );
    expect(whoHas).toBe('from host docker0 to ng1 eth0: ARP: who has 172.17.0.2?');
    expect(isAt).toBe('from ng1 eth0 to host docker0: ARP: 172.17.0.2 is here');
    expect(synAck).toMatch(/; at host ens33 source 172\.17\.0\.2:80 has become 192\.168\.70\.6:8001$/);
  });

  it('names what a payload begins with, and its size', () => {
    const shown = textBoxes(draw('06', wire).toSvg()).map(({ text }) => text);
    expect(shown).toEqual(
      expect.arrayContaining([
        'SYN 60',
        'PSH-ACK 133 · GET / · 81 B',
        'PSH-ACK 290 · 200 OK · 238 B',
        'PSH-ACK 668 · 616 B',
      ]),
    );
  });

  it('explains a rewriting where it first occurs, and marks it in the colour of nat wherever it does', () => {
    const svg = draw('06', wire).toSvg();
    const shown = textBoxes(svg).map(({ text }) => text);
    expect(shown.filter((text) => text === 'A')).toHaveLength(7);
    expect(shown.filter((text) => text === 'B')).toHaveLength(5);
    expect(shown.filter((text) => text.startsWith('A: '))).toEqual([
      'A: destination 192.168.70.6:8001 → 172.17.0.2:80',
    ]);
    expect(svg).toContain(`stroke="${THEMES.light.tables.nat.mark}"`);
  });

  it('draws docker-proxy as two connections, with nothing lost', () => {
    const figure = draw('10', ['ng1 eth0', 'host veth*', 'host docker0']);
    expect(figure.toText()).not.toContain('lost');
    const legend = textBoxes(figure.toSvg())
      .map(({ text }) => text)
      .filter((text) => text.startsWith('connection'));
    expect(legend).toEqual([
      expect.stringMatching(/^connection 1: 172\.17\.0\.2:\d+ → 192\.168\.70\.6:8001$/),
      'connection 1: back',
      expect.stringMatching(/^connection 2: 172\.17\.0\.1:\d+ → 172\.17\.0\.2:80$/),
      'connection 2: back',
    ]);
  });

  it.each([
    ['ng1 eth0', 'host veth*', 'host docker0'],
    ['host docker0', 'host veth*', 'ng1 eth0'],
  ])('has the same packets from the left to the right and the other way round: %s first', (...lanes) => {
    const [first] = told(draw('10', lanes, { arp: false }).toText());
    expect(first).toMatch(/^from ng1 eth0 to host docker0: SYN 60/);
  });

  it.each([[true], [false]])('ends dropped packets in a cross (journeys known: %s)', (known) => {
    const journeys = known ? { journeys: article.accesses.get('15')!.journeys } : {};
    const figure = draw('15', bridges, journeys);
    const lost = told(figure.toText()).filter((line) => line.includes('; lost'));
    expect(lost).toHaveLength(7);
    const reason = known ? ', dropped by filter DOCKER-ISOLATION-STAGE-2 rule 2 DROP: -o docker0 -j DROP' : '';
    expect(lost[0]).toMatch(new RegExp(`; lost behind host docker1${reason}$`));
    // Each packet's, and the legend's.
    expect(figure.toSvg().match(new RegExp(`<circle [^>]*stroke="${THEMES.light.drop}"`, 'g'))!.length).toBe(8);
  });

  it('names the rule that dropped a packet once', () => {
    const { journeys } = article.accesses.get('18')!;
    const shown = textBoxes(draw('18', bridges, { journeys }).toSvg()).map(({ text }) => text);
    expect(shown.filter((text) => text.startsWith('dropped'))).toEqual([
      'dropped: filter DOCKER-ISOLATION-STAGE-2 rule 1 DROP: -o docker1 -j DROP',
    ]);
    expect(
      told(draw('18', bridges, { journeys, arp: false }).toText()).filter((line) => line.includes('; lost')),
    ).toHaveLength(17);
  });

  it('shows packets that leave for where no lane is as leaving, not as lost', () => {
    const figure = draw('06', ['client eth0', 'host ens33', 'host docker0']);
    expect(figure.toText()).not.toContain('lost');
  });

  it('writes out long pauses, and draws them to scale if asked', () => {
    const waits = (scale: 'even' | 'time') =>
      textBoxes(draw('15', bridges, { scale, arp: false }).toSvg()).filter(({ text }) => text.endsWith(' later'));
    expect(waits('even').map(({ text }) => text)).toEqual([
      '1.02 s later',
      '2.02 s later',
      '4.06 s later',
      '8.19 s later',
      '16.1 s later',
      '32.8 s later',
    ]);
    const [eight, sixteen, last] = waits('time')
      .slice(-3)
      .map(({ top }) => top);
    expect(last! - sixteen!).toBeGreaterThan(1.5 * (sixteen! - eight!));
  });

  it('shows a part of the time, and leaves out ARP', () => {
    expect(told(draw('15', bridges, { from: 500, to: 8000, arp: false }).toText())).toHaveLength(3);
  });

  it('finds the veth that belongs to its neighbour', () => {
    const lanes = draw('20', bridges).toText().split('\n')[1]!;
    const [, left, right] = /host (veth\w+) .* host (veth\w+) /.exec(lanes)!;
    const { machines } = article.accesses.get('20')!;
    const hostDevices = machines.namespaces.find(({ name }) => name === 'host')!.devices;
    const owner = (veth: string) => hostDevices.find(({ name }) => name === veth)!.peer!.namespace;
    expect([owner(left!), owner(right!)]).toEqual(['ng2', 'ng1']);
  });

  it('refuses a lane that no interface fits, and names those that there are', () => {
    expect(() => draw('06', ['client eth1'])).toThrow(
      /no packets were captured at "client eth1"; there are .*client eth0/,
    );
    expect(() => draw('06', [])).toThrow(RangeError);
  });

  it('says so if the lanes carried nothing', () => {
    const figure = draw('15', ['client eth0', 'host ens33']);
    expect(figure.toText()).toContain('They carried no packets.');
    expect(textBoxes(figure.toSvg()).map(({ text }) => text)).toContain('These interfaces carried no packets.');
  });

  it('draws the real captures too, which name interfaces in another way', () => {
    const { packets } = readCapture('data/article', '06');
    const figure = ladder(packets, {
      title: 'Real',
      lanes: ['client-eth0', 'ens33', 'docker0', 'veth-ng1', 'ng1-eth0'],
    });
    expect(figure.toText()).toContain('14 packets.');
    expect(told(figure.toText())[0]).toMatch(/^from client-eth0 to ng1-eth0: SYN 60/);
    expect(figure.toText()).not.toContain('lost');
  });
});

test('text from outside is drawn as text, and long names neither cover each other nor leave the picture', () => {
  const packet: CapturedPacket = {
    time: 0,
    direction: 'out',
    source: hostile,
    destination: hostile,
    sourcePort: 1,
    destinationPort: 2,
    protocol: 'tcp',
    flags: 'S',
    length: 60,
    payload: 5,
    info: `GET /${hostile}`,
  };
  const name = 'a'.repeat(90);
  const packets: Captures = {
    [`${name} ${hostile}`]: Array.from({ length: 40 }, (_, index) => ({
      ...packet,
      time: index * 1000,
      sourcePort: index + 1,
    })),
    [`host ${hostile}`]: Array.from({ length: 40 }, (_, index) => ({
      ...packet,
      time: index * 1000,
      sourcePort: index + 1,
      destination: `${hostile}${index}`,
      direction: 'in',
    })),
  };
  const svg = ladder(packets, { title: hostile.repeat(4), lanes: Object.keys(packets) }).toSvg();
  expect(svg).not.toMatch(/<script|<b>|]]>/);
  expect(overlaps(textBoxes(svg))).toEqual([]);
  expect(clipped(svg)).toEqual([]);
});

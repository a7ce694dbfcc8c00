/** What a reader sees in the ladder of made-up wires: strokes and their legend, letters and their notes, crosses, pauses. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../../lib/lab';
import { THEMES, type ThemeName } from '../../../lib/view/draw/theme';
import { ladder, ladderParts } from '../../../lib/view/ladder/ladder';
import { ladderLanes } from '../../../lib/view/ladder/lanes';
import { type LadderPacket, ladderPackets } from '../../../lib/view/ladder/packets';
import { formatTime } from '../../../lib/view/packets/packetWords';
import { faultsOf } from '../faults';
import { middleX, middleY, type Shapes, type Stroke, shapesOf } from '../shapes';
import { textBoxes } from '../textBoxes';
import { type Wire, wires } from './wire';

const THEME_NAMES = ['light', 'dark', 'print'] as const;
const drawn = fc.record({
  wire: wires,
  theme: fc.constantFrom<ThemeName>(...THEME_NAMES),
  width: fc.constantFrom(360, 720),
  isTold: fc.boolean(),
  scale: fc.constantFrom('even', 'time'),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

interface Picture extends Shapes {
  readonly svg: string;
  readonly packets: readonly LadderPacket[];
  /** Of each packet its line. */
  readonly lines: readonly Stroke[];
  /** Samples of the legend, each with the text beside it. */
  readonly legend: readonly (Stroke & { readonly text: string })[];
  readonly words: readonly string[];
}

function read({ wire, theme, width, isTold, scale }: Drawn): Picture {
  const { captures, keys } = wire;
  const journeys = isTold ? wire.journeys : [];
  const svg = ladder(captures, { title: 'A wire', lanes: keys, theme, width, scale, journeys }).toSvg();
  const shapes = shapesOf(svg);
  const ends = ({ corners: [a = [0, 0], b = [0, 0]] }: Stroke) => [...a, ...b] as const;
  const lines = shapes.strokes.filter((one) => {
    const [x1, y1, x2, y2] = ends(one);
    // A cross has slanted arms as well, as wide as they are high.
    return one.element === 'line' && x1 !== x2 && y2 - y1 > 0 && y2 - y1 < Math.abs(x2 - x1) / 2;
  });
  const legend = shapes.strokes
    .filter((one) => one.element === 'line' && ends(one)[1] === ends(one)[3])
    .flatMap((sample) => {
      const beside = shapes.texts.filter(
        (text) => text.left > ends(sample)[2] && Math.abs(middleY(text) - ends(sample)[1]) < 3,
      );
      return beside.map(({ text }) => ({ ...sample, text }));
    });
  const packets = ladderPackets(ladderLanes(captures, keys), captures, journeys);
  return { ...shapes, svg, packets, lines, legend, words: textBoxes(svg).map(({ text }) => text) };
}

/** Each picture is drawn once, for all that is to hold of it. */
let pictures: readonly (readonly [Picture, Drawn])[] = [];
beforeAll(() => {
  pictures = fc.sample(drawn, { numRuns: 40, seed: 11 }).map((one) => [read(one), one]);
});

function holdsOf(law: (picture: Picture, drawn: Drawn) => void): void {
  for (const [picture, one] of pictures) law(picture, one);
}

const look = ({ colour, dash, width }: Stroke) => `${colour} ${dash} ${width}`;

describe('the ladder of a wire', () => {
  test('has no text over another, over an edge or under a cross', () => {
    holdsOf((picture, { theme }) => {
      // A packet's words stand on its line, over those of others; the line sinks, and its arrowhead lies level.
      const { 'texts under a stroke': _, 'arrowheads across their stroke': __, ...faults } = faultsOf(picture, theme);
      expect(faults).toEqual({});
    });
  });

  test('has what packets carry and what became of them between the edges of the outer bands', () => {
    holdsOf(({ areas, texts }, { theme }) => {
      const bands = areas.filter(({ stroke }) => stroke === THEMES[theme].grid);
      const [left, right] = [Math.min(...bands.map((one) => one.left)), Math.max(...bands.map((one) => one.right))];
      const bottom = Math.max(...bands.map((one) => one.bottom));
      const inside = texts.filter((text) => text.bottom < bottom && text.right > left && text.text !== 'A wire');
      for (const text of inside)
        expect([text.text, text.left > left, text.right < right]).toEqual([text.text, true, true]);
    });
  });

  test('has an arrow for each packet, in the colour of its direction, with its connection’s dashes, or a cross', () => {
    holdsOf(({ packets, lines, arrows, discs }, { theme }) => {
      const { request, reply, drop } = THEMES[theme];
      expect(lines).toHaveLength(packets.length);
      const dashes = new Map<number | undefined, string>();
      for (const [index, { connection, lost, ...packet }] of packets.entries()) {
        const { colour, dash = '' } = lines[index] ?? {};
        const direction = packet.request ? request : reply;
        expect(colour).toBe(lost && theme !== 'print' ? drop : direction);
        expect(dash).toBe(dashes.get(connection) ?? dash);
        dashes.set(connection, dash);
      }
      expect(new Set(dashes.values()).size).toBe(dashes.size);
      const lost = packets.filter((packet) => packet.lost).length;
      expect(arrows).toHaveLength(packets.length - lost);
      expect(discs.filter(({ radius }) => radius === 8)).toHaveLength(lost + Math.min(lost, 1));
    });
  });

  test('has a legend of exactly the strokes that are there', () => {
    holdsOf(({ packets, lines, legend, words }, { theme }) => {
      const [there, explained] = [new Set(lines.map(look)), new Set(legend.map(look))];
      // What is lost is explained once, whatever the connection.
      const isOfLost = (one: string) => theme !== 'print' && one.startsWith(THEMES[theme].drop);
      expect([...explained].filter((one) => !there.has(one))).toEqual([]);
      expect([...there].filter((one) => !isOfLost(one) && !explained.has(one))).toEqual([]);
      expect([...explained].some(isOfLost)).toBe([...there].some(isOfLost));
      const named = legend.filter(({ text }) => !text.startsWith('lost:'));
      const connections = new Set(packets.map(({ connection }) => connection));
      const number = (connection = 0) => (connections.size > 1 ? `connection ${connection + 1}: ` : '');
      for (const connection of connections) {
        const own = packets.filter((packet) => packet.connection === connection);
        const [{ first, request } = { first: undefined, request: true }] = own;
        const ends = [`${first?.source}:${first?.sourcePort}`, `${first?.destination}:${first?.destinationPort}`];
        expect(words).toContain(`${number(connection)}${(request ? ends : ends.reverse()).join(' → ')}`);
        const isAnswered = own.some((packet) => !packet.request && !packet.lost);
        expect(words.includes(`${number(connection)}back`)).toBe(isAnswered);
      }
      expect(named.length).toBeLessThanOrEqual(2 * connections.size);
      const isSaid = (beginning: string) => words.some((text) => text.startsWith(beginning));
      expect(isSaid('lost: ')).toBe(packets.some(({ lost }) => lost));
      expect(isSaid('A letter marks')).toBe(packets.some(({ rewritings }) => rewritings.length > 0));
      expect(isSaid('The number is the length')).toBe(packets.length > 0);
      expect(isSaid('These interfaces carried no packets')).toBe(packets.length === 0);
    });
  });

  test('has a letter on the arrow for each rewriting, and explains each letter once, under the first', () => {
    holdsOf(({ packets, lines, areas, texts }, { theme }) => {
      const letters = areas
        .filter(({ stroke, fill }) => stroke === THEMES[theme].tables.nat.mark && fill === THEMES[theme].background)
        .flatMap((area) =>
          texts.filter((text) => text.order === area.order + 1 && Math.abs(middleX(text) - middleX(area)) < 1),
        );
      const rewritten = packets.flatMap(({ rewritings }) => rewritings);
      const shown = letters.flatMap(({ text }) => text.split(' '));
      expect(shown).toHaveLength(rewritten.length);
      const names = new Map<string, string>();
      for (const [index, { lane, field, before, after }] of rewritten.entries()) {
        const key = `${lane} ${field} ${before} ${after}`;
        const name = names.get(key) ?? shown[index] ?? '';
        expect(shown[index]).toBe(name);
        names.set(key, name);
      }
      expect(new Set(names.values()).size).toBe(names.size);
      const notes = texts.filter(({ text }) => /^[A-Z]+: /.test(text));
      expect(notes.map(({ text }) => text.split(':')[0])).toEqual([...names.values()]);
      for (const note of notes) {
        expect(note.fill).toBe(THEMES[theme].tables.nat.ink);
        const letter = letters.find(({ text }) => text.split(' ').includes(note.text.split(':')[0] ?? ''));
        expect(note.top).toBeGreaterThan(letter?.bottom ?? Infinity);
        const row = lines.filter(({ corners: [start = [0, 0]] }) => start[1] < note.top).at(-1);
        expect(Math.abs((row?.corners[0]?.[1] ?? 0) - middleY(letter ?? note))).toBeLessThan(12);
      }
    });
  });

  test('says once which rule drops, below the first packet that it dropped', () => {
    holdsOf(({ packets, texts, lines }, { isTold, theme }) => {
      const reasons = packets.flatMap(({ lost, reason }, index) =>
        lost && reason !== undefined ? [{ reason, index }] : [],
      );
      const said = texts.filter(({ text }) => text.startsWith('dropped: '));
      const once = reasons.filter(({ reason }, index) => reasons.findIndex((one) => one.reason === reason) === index);
      expect(said.map(({ text }) => text)).toEqual(once.map(({ reason }) => `dropped: ${reason}`));
      if (!isTold) expect(said).toEqual([]);
      for (const [place, { index }] of once.entries()) {
        const [top, next] = [lines[index], lines[index + 1]].map((line) => line?.corners[0]?.[1] ?? Infinity);
        const note = said[place];
        expect(note?.fill).toBe(THEMES[theme].dropInk);
        expect(note?.top).toBeGreaterThan(top ?? 0);
        expect(note?.bottom).toBeLessThan(next ?? 0);
        const end = lines[index]?.corners[1]?.[0] ?? 0;
        expect((note?.left ?? end) - 2 < end && end < (note?.right ?? 0) + 2).toBe(true);
      }
    });
  });

  test('says how long a pause is between the packets around it, where it is long', () => {
    holdsOf(({ packets, texts, lines }, { scale }) => {
      const pauses = packets.map(({ t }, index) => t - (packets[index - 1]?.t ?? t));
      const said = texts.filter(({ text }) => text.endsWith(' later'));
      const isLong = (pause: number) => pause >= 100;
      const long = pauses.filter(isLong).map((pause) => `${formatTime(pause)} later`);
      if (scale === 'even') expect(said.map(({ text }) => text)).toEqual(long);
      const y = (index: number) => lines[index]?.corners[0]?.[1] ?? 0;
      for (const { text, top, bottom } of said) {
        const index = pauses.findIndex((pause, at) => `${formatTime(pause)} later` === text && y(at) > bottom);
        expect([text, y(index - 1) < top]).toEqual([text, true]);
      }
      if (scale === 'even') return;
      // To scale: where one pause is twice as long as another, it takes more room, but for the notes between.
      const longest = Math.max(...pauses, 0);
      if (longest > 0) expect(said.map(({ text }) => text)).toContain(`${formatTime(longest)} later`);
    });
  });
});

test('ARP is grey, and thinner than what it is for', () => {
  const arp = { protocol: 'arp', source: '10.0.0.1', destination: '10.0.0.2' } as const;
  const syn: CapturedPacket = {
    ...{ protocol: 'tcp', flags: 'S', length: 60, source: '10.0.0.1', destination: '10.0.0.2', ttl: 64 },
    ...{ sourcePort: 40000, destinationPort: 80, time: 2, direction: 'out' },
  };
  const captures: Wire['captures'] = {
    'a eth0': [
      { ...arp, operation: 'who-has', time: 0, direction: 'out' },
      { ...arp, operation: 'is-at', time: 1, direction: 'in' },
      syn,
    ],
    'b eth0': [
      { ...arp, operation: 'who-has', time: 0, direction: 'in' },
      { ...arp, operation: 'is-at', time: 1, direction: 'out' },
      { ...syn, direction: 'in' },
    ],
    'b eth1': [{ ...syn, direction: 'out' }],
  };
  const lanes = Object.keys(captures);
  const shown = (isShown: boolean) => ladder(captures, { title: 'ARP', lanes, arp: isShown }).toSvg();
  const { light } = THEMES;
  const { strokes, arrows, texts, discs } = shapesOf(shown(true));
  const lines = strokes.filter(({ corners: [a = [0, 0], b = [0, 0]] }) => a[0] !== b[0] && a[1] < b[1]);
  expect(lines.map(({ colour }) => colour)).toEqual([light.muted, light.muted, light.request]);
  expect(arrows.map(({ colour }) => colour)).toEqual(lines.map(({ colour }) => colour));
  const [asked = 0, answered = 0, carried = 0] = lines.map(({ width }) => width);
  expect([asked === answered, asked < carried]).toEqual([true, true]);
  const size = ({ tip, back }: (typeof arrows)[number]) => Math.abs(tip[0] - back[0]);
  const [small = 0, , large = 0] = arrows.map(size);
  expect(small).toBeLessThan(large);
  // At each lane but the one where the arrow ends; the SYN goes on.
  expect(discs.map(({ fill }) => fill)).toEqual([
    light.muted,
    light.muted,
    light.request,
    light.request,
    light.request,
  ]);
  expect(discs[0]?.radius).toBeLessThan(discs[2]?.radius ?? 0);
  expect(texts.filter(({ text }) => text.startsWith('ARP: ')).map(({ fill }) => fill)).toEqual([
    light.muted,
    light.muted,
  ]);
  expect(shown(false)).not.toContain('ARP: ');
});

/** `count` packets of as many connections, each with an address of its own that is rewritten on the way. */
function crowd(count: number): Wire['captures'] {
  const packet = (index: number): CapturedPacket => ({
    ...{ time: index, direction: 'out', protocol: 'tcp', flags: 'S', length: 60 + index, ttl: 64 },
    ...{ source: '10.0.0.1', sourcePort: 40000 + index, destination: '10.0.0.2', destinationPort: 80 },
  });
  const packets = Array.from({ length: count }, (_, index) => packet(index));
  return {
    'a eth0': packets,
    'b eth0': packets.map((one) => ({ ...one, direction: 'in', destination: `10.0.1.${one.sourcePort! - 40000}` })),
  };
}

test('letters go on with two where one does not do, and a long legend says how many connections it leaves out', () => {
  const words = textBoxes(ladder(crowd(60), { title: 'Many', lanes: ['a eth0', 'b eth0'] }).toSvg()).map(
    ({ text }) => text,
  );
  const letters = words.filter((text) => /^[A-Z]{1,2}: /.test(text)).map((text) => text.split(':')[0]);
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const doubled = ['A', 'B'].flatMap((first) => alphabet.map((last) => first + last));
  expect(letters).toEqual([...alphabet, ...doubled].slice(0, 60));
  const named = words.filter((text) => text.startsWith('connection '));
  expect(words).toContain(`and ${60 - named.length} more connections`);
});

describe('a ladder that is too long for one picture', () => {
  const options = { title: 'Long', lanes: ['a eth0', 'b eth0'] };
  test.each([1, 80, 81, 200])('goes on in further ones: %i packets', (count) => {
    const parts = ladderParts(crowd(count), options);
    expect(parts).toHaveLength(Math.ceil(count / 80));
    expect(parts.flatMap(({ rows }) => rows.map(({ packet }) => packet.first.sourcePort))).toEqual(
      Array.from({ length: count }, (_, index) => 40000 + index),
    );
    expect(parts[0]?.from).toBe(1);
    expect(parts.at(-1)?.to).toBe(count);
    for (const [index, { from, to, rows, figure, isFolded }] of parts.entries()) {
      expect(from).toBe((parts[index - 1]?.to ?? 0) + 1);
      expect([rows.length, isFolded]).toEqual([to - from + 1, false]);
      expect(figure.title).toBe(parts.length === 1 ? 'Long' : `Long, ${index + 1} of ${parts.length}`);
      expect(figure.toText()).toMatch(new RegExp(`^${from}\\. `, 'm'));
      const { strokes, arrows } = shapesOf(figure.toSvg());
      expect(arrows).toHaveLength(rows.length);
      // Each row is said to be where its arrow is.
      for (const { y } of rows)
        expect(
          strokes.some(
            ({ corners: [[, from] = [0, 0], [, to] = [0, 0]] }) =>
              from - 3 <= y && y <= to + 3 && from < to && to - from < 9,
          ),
        ).toBe(true);
    }
  });

  test('leaves out what repeats itself', () => {
    const [one] = Object.values(crowd(1));
    const packets = Array.from({ length: 200 }, (_, index) => ({
      ...one![0]!,
      time: index * 500,
      sourcePort: 40000 + index,
    }));
    const captures = {
      'a eth0': packets,
      'b eth0': packets.map((packet) => ({ ...packet, direction: 'in' as const })),
    };
    const [part, ...more] = ladderParts(captures, options);
    expect(more).toEqual([]);
    expect([part?.from, part?.to, part?.count, part?.isFolded, part?.rows.length]).toEqual([1, 200, 200, true, 1]);
    const words = textBoxes(part!.figure.toSvg()).map(({ text }) => text);
    expect(words.filter((text) => text.startsWith('… '))).toEqual(['… the last packet 199 times more, until 99.5 s …']);
    expect(part!.figure.alt.split('\n').slice(3)).toEqual(['the last packet 199 times more, until 99.5 s.']);
    expect(part!.figure.toText().split('\n')).toHaveLength(202);
  });
});

/** What a long ladder leaves out. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Lab, observeCommand } from '../../../lib/lab';
import { type Folded, foldRepeats, foldWords } from '../../../lib/view/ladder/fold';
import { ladderLanes } from '../../../lib/view/ladder/lanes';
import { type LadderPacket, ladderPackets } from '../../../lib/view/ladder/packets';

async function packetsOf(command: string): Promise<readonly LadderPacket[]> {
  const lab = new Lab();
  const { packets } = await observeCommand(lab, 'client', command);
  return ladderPackets(ladderLanes(packets, ['client eth0', 'host ens33']), packets);
}

const words = ({ folds }: Folded) => [...folds.values()].map(foldWords);
/** All packets again, in the order in which they were seen. */
const unfolded = ({ drawn, folds }: Folded) =>
  drawn.flatMap((packet) => [packet, ...(folds.get(packet)?.packets ?? [])]);

describe('a ladder that is folded', () => {
  let pings: readonly LadderPacket[];
  beforeAll(async () => {
    pings = await packetsOf('ping -c 20 192.168.70.6');
  });

  it('draws one round of packets that repeat, and says how many follow until when', () => {
    const folded = foldRepeats(pings.filter(({ first }) => first.protocol !== 'arp'));
    expect(folded.drawn).toHaveLength(2);
    expect(words(folded)).toEqual(['the last 2 packets 19 times more, until 19.0 s']);
  });

  it('loses no packet, and changes not their order', () => {
    expect(unfolded(foldRepeats(pings))).toEqual(pings);
  });

  it('leaves few packets as they are', () => {
    const few = pings.slice(0, 7);
    expect(foldRepeats(few)).toEqual({ drawn: few, folds: new Map() });
  });

  it('takes connections to one port for alike, and to several ports not', async () => {
    const loop = (port: string) => `for i in $(seq 30); do nc -z -w 1 192.168.70.6 ${port}; done`;
    expect(foldRepeats(await packetsOf(loop('9000'))).drawn.length).toBeLessThan(10);
    expect(foldRepeats(await packetsOf(loop('$((9000 + i))'))).folds.size).toBe(0);
  });

  it('tells a lost packet from one that arrived', async () => {
    const [first, ...rest] = pings
      .filter(({ first: { protocol } }) => protocol !== 'arp')
      .map((packet, index) => ({ ...packet, lost: index === 20 }));
    const folded = foldRepeats([first!, ...rest]);
    expect(folded.drawn.filter(({ lost }) => lost)).toHaveLength(1);
    expect(folded.folds.size).toBe(2);
  });
});

describe('whatever repeats itself', () => {
  const packet = (length: number, t: number): LadderPacket => {
    const first: LadderPacket['first'] = {
      ...{ time: t, direction: 'out', protocol: 'udp', length, source: '10.0.0.1', destination: '10.0.0.2' },
      ...{ sourcePort: 40000 + t, destinationPort: 53 },
    };
    return {
      ...{ first, t, sightings: [{ lane: 0, packet: first }], rightward: true, rewritings: [], connection: 0 },
      ...{ request: true, lost: false, leaves: false, reason: undefined },
    };
  };
  /** Rounds of packets, each so many times one after another. */
  const rounds = fc.array(
    fc.tuple(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 9 })),
    { maxLength: 4 },
  );
  const packetsOfRounds = (made: readonly (readonly [readonly number[], number])[]) =>
    made
      .flatMap(([round, times]) => Array.from({ length: times }, () => round).flat())
      .map((length, index) => packet(length, index));

  it('is folded in whole rounds, at least two, that are like the one before them; nothing else is', () => {
    fc.assert(
      fc.property(rounds, (made) => {
        const packets = packetsOfRounds(made);
        const folded = foldRepeats(packets);
        expect(unfolded(folded)).toEqual(packets);
        const size = ({ first }: LadderPacket) => first.length;
        for (const [last, { packets: left, round }] of folded.folds) {
          const end = folded.drawn.indexOf(last) + 1;
          const pattern = folded.drawn.slice(end - round, end).map(size);
          expect(left.length % round).toBe(0);
          expect(left.length / round).toBeGreaterThanOrEqual(2);
          expect(left.map(size)).toEqual(left.map((_, index) => pattern[index % round]));
        }
      }),
    );
  });

  it('is folded as far as it goes on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 3, max: 20 }), (round, times) => {
        fc.pre(round * (times - 1) >= 5);
        const each = Array.from({ length: round }, (_, index) => index + 1);
        const { drawn, folds } = foldRepeats(packetsOfRounds([[each, times]]));
        expect([drawn.length, [...folds.values()].map((fold) => fold.packets.length)]).toEqual([
          round,
          [round * (times - 1)],
        ]);
      }),
    );
  });
});

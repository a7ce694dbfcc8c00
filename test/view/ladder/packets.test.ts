/** What a ladder makes of what interfaces saw, held against made-up wires of which all is known. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../../lib/lab';
import { DISAGREEMENT, PATIENCE } from '../../../lib/view/ladder/chains';
import { ladderLanes } from '../../../lib/view/ladder/lanes';
import { ladderPackets } from '../../../lib/view/ladder/packets';
import { type Truth, type Wire, wires } from './wire';

/** What the ladder of some interfaces tells. */
function told({ captures, keys, journeys }: Wire, from: number, to: number, isTold: boolean): readonly Truth[] {
  const lanes = ladderLanes(captures, keys.slice(from, to));
  return ladderPackets(lanes, captures, isTold ? journeys : []).map((packet) => ({
    t: packet.t,
    rightward: packet.rightward,
    lanes: packet.sightings.map(({ lane }) => lane),
    connection: packet.connection ?? -1,
    request: packet.request,
    lost: packet.lost,
    reason: packet.reason,
    leaves: packet.leaves,
    rewritings: packet.rewritings.map(({ lane, field, before, after }) => `${lane} ${field} ${before} ${after}`),
  }));
}

describe('a ladder of a wire', () => {
  test('knows which direction along the wire each interface’s out is', () => {
    fc.assert(
      fc.property(wires, ({ captures, keys, rightward }) => {
        const lanes = ladderLanes(captures, keys).map((lane, index) => ({ ...lane, truth: rightward[index] }));
        for (const lane of lanes.filter(({ packets }) => packets.length > 0)) expect(lane.rightward).toBe(lane.truth);
      }),
    );
  });

  test('has each packet from the lane that saw it first to the last one, with its connection, NAT and fate', () => {
    fc.assert(
      fc.property(wires, (wire) => {
        const { length } = wire.keys;
        const truths = wire.truths(0, length);
        expect(told(wire, 0, length, true)).toEqual(truths);
        // Without the routers' own words a loss is inferred, and no rule is known.
        expect(told(wire, 0, length, false)).toEqual(truths.map((truth) => ({ ...truth, reason: undefined })));
      }),
    );
  });

  test('has the same from the right to the left', () => {
    fc.assert(
      fc.property(wires, (wire) => {
        const { length } = wire.keys;
        fc.pre(Object.values(wire.captures).every((packets) => packets.length > 0));
        const mirrored = told({ ...wire, keys: [...wire.keys].reverse() }, 0, length, true);
        const mirror = (lane: number) => length - 1 - lane;
        expect(mirrored).toEqual(
          wire.truths(0, length).map((truth) => ({
            ...truth,
            rightward: !truth.rightward,
            lanes: truth.lanes.map(mirror),
            rewritings: truth.rewritings.map((words) => words.replace(/^\d+/, (lane) => `${mirror(Number(lane))}`)),
          })),
        );
      }),
    );
  });

  test('has the same of a part of the wire', () => {
    fc.assert(
      fc.property(wires, fc.nat(), fc.nat(), (wire, a, b) => {
        const count = wire.keys.length;
        const from = a % (count - 1);
        const to = from + 2 + (b % (count - from - 1));
        const shown = wire.keys.slice(from, to);
        // Within one namespace nothing tells the left from the right, nor without packets.
        fc.pre(new Set(shown.map((key) => key.split(' ')[0])).size > 1);
        fc.pre(shown.every((key) => wire.captures[key]?.length !== 0));
        expect(told(wire, from, to, false)).toEqual(
          wire.truths(from, to).map((truth) => ({ ...truth, reason: undefined })),
        );
      }),
    );
  });
});

describe('two sightings are one packet', () => {
  const seen: CapturedPacket = {
    ...{ time: 0, direction: 'out', protocol: 'tcp', flags: 'S', length: 60, payload: 0, window: 1, ttl: 64 },
    ...{ source: '10.0.0.1', sourcePort: 40000, destination: '10.0.0.2', destinationPort: 80 },
  };
  const joined = (
    later: Partial<Record<keyof CapturedPacket, unknown>>,
    first: Partial<Record<keyof CapturedPacket, unknown>> = {},
  ) => {
    const captures = {
      'a eth0': [{ ...seen, ...first } as CapturedPacket],
      'b eth0': [{ ...seen, direction: 'in', ...later } as CapturedPacket],
    };
    return ladderPackets(ladderLanes(captures, ['a eth0', 'b eth0']), captures).length === 1;
  };

  test('if they are near in time', () => {
    expect([joined({ time: PATIENCE }), joined({ time: PATIENCE * 1.01 })]).toEqual([true, false]);
    expect([joined({ time: -DISAGREEMENT }), joined({ time: -DISAGREEMENT * 1.01 })]).toEqual([true, false]);
  });

  test('if they have all that no router changes in common, and an end, or else the port that the client picked', () => {
    for (const other of [{ flags: '.' }, { length: 61 }, { payload: 1 }, { window: 2 }, { info: 'GET /' }])
      expect([other, joined(other)]).toEqual([other, false]);
    const elsewhere = { source: '10.0.0.9', destination: '10.0.0.8' };
    expect(joined({ source: '10.0.0.9' })).toBe(true);
    expect(joined({ destination: '10.0.0.9', destinationPort: 8080 })).toBe(true);
    expect(joined(elsewhere)).toBe(true);
    expect(joined({ ...elsewhere, sourcePort: 40001 })).toBe(false);
    expect(joined({ ...elsewhere, sourcePort: 80, destinationPort: 40000 })).toBe(false);
    const icmp = { protocol: 'icmp', sourcePort: undefined, destinationPort: undefined };
    expect(joined({ ...elsewhere, ...icmp }, icmp)).toBe(false);
  });

  test('of ARP only with both addresses, and no rewriting', () => {
    const arp = { protocol: 'arp', operation: 'who-has', sourcePort: undefined, destinationPort: undefined } as const;
    expect([joined(arp, arp), joined({ ...arp, source: '10.0.0.9' }, arp)]).toEqual([true, false]);
  });

  test('the nearest kin before others, of those the first', () => {
    const captures = {
      'a eth0': [seen, { ...seen, sourcePort: 40001 }, { ...seen, sourcePort: 40001, time: 3 }],
      'b eth0': [{ ...seen, direction: 'in' as const, sourcePort: 40001, time: 4 }],
    };
    const packets = ladderPackets(ladderLanes(captures, ['a eth0', 'b eth0']), captures);
    expect(packets.map(({ first, sightings }) => [first.sourcePort, first.time, sightings.length])).toEqual([
      [40000, 0, 1],
      [40001, 0, 2],
      [40001, 3, 1],
    ]);
  });
});

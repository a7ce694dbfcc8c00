/** icmp, multiport, time and quota look at what they should. */
import { describe, expect, test } from 'vitest';
import { type HookState, type Match, prepareMatch, type SkBuff } from '../../lib/netfilter';

function matches(match: Match, skb: object): boolean {
  return prepareMatch(match)(skb as SkBuff, {} as HookState);
}

const tcp = (sourcePort: number, destinationPort: number) => ({
  packet: { transport: { kind: 'tcp', sourcePort, destinationPort } },
});
const icmp = (type: number, code: number) => ({ packet: { transport: { kind: 'icmp', type, code } } });

describe('icmp', () => {
  const unreachable = { kind: 'icmp', type: 3, codes: { from: 4, to: 4 }, invert: false } as const;

  test('asks for the type and the code', () => {
    expect(matches(unreachable, icmp(3, 4))).toBe(true);
    expect(matches(unreachable, icmp(3, 3))).toBe(false);
    expect(matches(unreachable, icmp(8, 4))).toBe(false);
    expect(matches({ ...unreachable, invert: true }, icmp(8, 0))).toBe(true);
  });

  test('takes type 255 for any type, whatever the code', () => {
    expect(matches({ ...unreachable, type: 255 }, icmp(8, 0))).toBe(true);
  });

  test('does not match other protocols, not even inverted', () => {
    expect(matches({ ...unreachable, invert: true }, tcp(1, 2))).toBe(false);
  });
});

describe('multiport', () => {
  const ports = [
    { from: 80, to: 80 },
    { from: 1000, to: 2000 },
  ];

  test.each([
    ['destination', [false, true, true]],
    ['source', [true, false, false]],
    ['either', [true, true, true]],
  ] as const)('looks at the %s port', (which, expected) => {
    const packets = [tcp(80, 1), tcp(1, 80), tcp(1, 1500)];
    const match: Match = { kind: 'multiport', which, ports, invert: false };
    expect(packets.map((packet) => matches(match, packet))).toEqual(expected);
    expect(packets.map((packet) => matches({ ...match, invert: true }, packet))).toEqual(expected.map((one) => !one));
  });
});

test('mark compares the bits of the mask, and never those outside of it', () => {
  const skb = { notes: { mark: 0x80000012 } };
  expect(matches({ kind: 'mark', mark: 0x80000012, mask: 0xffffffff, invert: false }, skb)).toBe(true);
  expect(matches({ kind: 'mark', mark: 0x12, mask: 0xff, invert: false }, skb)).toBe(true);
  expect(matches({ kind: 'mark', mark: 0x5, mask: 0, invert: false }, skb)).toBe(false);
  expect(matches({ kind: 'mark', mark: 0x5, mask: 0, invert: true }, skb)).toBe(true);
});

describe('time', () => {
  const always = {
    kind: 'time',
    dateStart: 0,
    dateStop: 0x7fff_ffff,
    timeStart: 0,
    timeStop: 86_399,
    monthDays: 0xffff_fffe,
    weekDays: 0xfe,
    kernelZone: false,
    contiguous: false,
  } as const;
  const HOUR = 3600;
  const monday = 1 << 1;
  /** 2026-11-30 was a Monday. */
  const matchesAt = (match: Match, date: string) => {
    const host = { startedAt: Date.parse(`${date}Z`) * 1000 - 5_000_000, now: () => 5_000_000 };
    return prepareMatch(match)({} as SkBuff, { host } as unknown as HookState);
  };

  test('takes both ends of the hours, which may lie around midnight', () => {
    const working = { ...always, timeStart: 9 * HOUR, timeStop: 17 * HOUR };
    const at = ['08:59:59', '09:00:00', '17:00:00', '17:00:01'].map((time) => `2026-11-30T${time}`);
    expect(at.map((date) => matchesAt(working, date))).toEqual([false, true, true, false]);
    const night = { ...always, timeStart: 17 * HOUR, timeStop: 9 * HOUR };
    expect(at.map((date) => matchesAt(night, date))).toEqual([true, true, true, true]);
    expect(matchesAt(night, '2026-11-30T12:00:00')).toBe(false);
  });

  test('counts what is after midnight to the day before only if the hours are contiguous', () => {
    const night = { ...always, timeStart: 22 * HOUR, timeStop: 6 * HOUR, weekDays: monday, monthDays: 1 << 30 };
    const at = ['2026-11-30T03:00:00', '2026-11-30T23:00:00', '2026-12-01T03:00:00', '2026-12-01T23:00:00'];
    expect(at.map((date) => matchesAt(night, date))).toEqual([true, true, false, false]);
    expect(at.map((date) => matchesAt({ ...night, contiguous: true }, date))).toEqual([false, true, true, false]);
  });

  test('takes both ends of the dates', () => {
    const day = { ...always, dateStart: Date.UTC(2026, 10, 30) / 1000, dateStop: Date.UTC(2026, 11, 1) / 1000 };
    const at = ['2026-11-29T23:59:59', '2026-11-30T00:00:00', '2026-12-01T00:00:00', '2026-12-01T00:00:01'];
    expect(at.map((date) => matchesAt(day, date))).toEqual([false, true, true, false]);
  });
});

test('once a packet is too long for a quota, shorter ones do not match either', () => {
  const lengths = [60, 60, 40];
  const ask = (invert: boolean) => {
    const match = prepareMatch({ kind: 'quota', quota: 100n, invert });
    return lengths.map((totalLength) => match({ packet: { totalLength } } as SkBuff, {} as HookState));
  };
  expect(ask(false)).toEqual([true, false, false]);
  expect(ask(true)).toEqual([false, true, true]);
});

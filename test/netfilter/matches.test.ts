/** icmp, multiport and mark look at what they should. */
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

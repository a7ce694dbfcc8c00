/** A range in one object allows and chooses what its bounds say. */
import { describe, expect, test } from 'vitest';
import type { NatRange } from '../../../lib/netfilter';
import { Translation } from '../../../lib/netfilter/nat/translation';
import { formatIpv4, ipv4 } from '../../../lib/packet';
import { PROTOCOL_TCP } from '../../../lib/packet/ipv4';

const ROUTING_HEADERS = 43;
const addresses = (from: string, to = from) => ({ from: ipv4(from), to: ipv4(to) });

function tuple(address: string, port = 80, protocol = PROTOCOL_TCP) {
  return { source: ipv4('10.0.0.1'), destination: ipv4(address), protocol, sourceKey: 40_000, destinationKey: port };
}

describe('allows', () => {
  test.each<[string, NatRange, string, number, boolean]>([
    ['the only address', { addresses: addresses('172.17.0.2') }, '172.17.0.2', 80, true],
    ['no other address', { addresses: addresses('172.17.0.2') }, '172.17.0.3', 80, false],
    ['the first', { addresses: addresses('127.255.255.255', '128.0.0.1') }, '127.255.255.255', 80, true],
    ['the last', { addresses: addresses('127.255.255.255', '128.0.0.1') }, '128.0.0.1', 80, true],
    ['not one before', { addresses: addresses('127.255.255.255', '128.0.0.1') }, '127.255.255.254', 80, false],
    ['not one behind', { addresses: addresses('127.255.255.255', '128.0.0.1') }, '128.0.0.2', 80, false],
    ['any address of all', { addresses: addresses('0.0.0.0', '255.255.255.255') }, '200.0.0.1', 80, true],
    [
      'nothing of a range that ends before it begins',
      { addresses: addresses('10.0.0.2', '10.0.0.1') },
      '10.0.0.1',
      80,
      false,
    ],
    ['any address where none is named', {}, '172.17.0.2', 80, true],
    ['the first port', { ports: { from: 80, to: 81 } }, '172.17.0.2', 80, true],
    ['the last port', { ports: { from: 79, to: 80 } }, '172.17.0.2', 80, true],
    ['no other port', { ports: { from: 81, to: 82 } }, '172.17.0.2', 80, false],
    [
      'no other port of an address',
      { addresses: addresses('172.17.0.2'), ports: { from: 79, to: 79 } },
      '172.17.0.2',
      80,
      false,
    ],
  ])('%s', (_, range, address, port, expected) => {
    expect(new Translation('destination', range).allows(tuple(address, port))).toBe(expected);
  });

  test('any port of a protocol without ports', () => {
    const translation = new Translation('destination', { ports: { from: 1, to: 2 } });
    expect(translation.allows(tuple('172.17.0.2', 0, ROUTING_HEADERS))).toBe(true);
  });
});

test.each<[NatRange, string]>([
  [{}, '192.168.70.6'],
  [{ addresses: addresses('172.17.0.2') }, '172.17.0.2'],
  [{ addresses: addresses('127.255.255.254', '128.0.0.1') }, '128.0.0.0'],
  [{ addresses: addresses('10.0.0.2', '10.0.0.1') }, '10.0.0.2'],
])('the address of %j', (range, expected) => {
  const address = new Translation('destination', range).address(tuple('192.168.70.6'), () => 0.5);
  expect(formatIpv4(address)).toBe(expected);
});

test('several addresses are drawn by whether the range is persistent', () => {
  const range = { addresses: addresses('10.0.0.0', '10.0.0.9') };
  const draw = (_: unknown, isPersistent: boolean) => (isPersistent ? 0.95 : 0);
  expect(formatIpv4(new Translation('source', { ...range, persistent: true }).address(tuple('1.1.1.1'), draw))).toBe(
    '10.0.0.9',
  );
  expect(formatIpv4(new Translation('source', range).address(tuple('1.1.1.1'), draw))).toBe('10.0.0.0');
});

test.each<[NatRange, boolean]>([
  [{}, true],
  [{ persistent: true }, true],
  [{ addresses: addresses('0.0.0.0') }, false],
  [{ ports: { from: 0, to: 0 } }, false],
  [{ random: true }, false],
  [{ randomFully: true }, false],
])('%j leaves everything as it is: %s', (range, expected) => {
  expect(new Translation('source', range).allowsAll).toBe(expected);
});

test.each<NatRange['ports'][]>([
  [undefined],
  [{ from: 0, to: 0 }],
  [{ from: 80, to: 90 }],
  [{ from: 80, to: 90, base: 0 }],
])('the ports %j are those of the rule', (ports) => {
  const translation = new Translation('destination', { ports });
  expect(translation.ports).toEqual(ports);
  expect(translation.hasBase).toBe(ports?.base !== undefined);
  expect(translation.hasOnePort).toBe(ports !== undefined && ports.from === ports.to);
});

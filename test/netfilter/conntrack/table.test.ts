import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConntrackEntry, ConntrackTable, DEFAULT_ZONE, invertTuple, type Tuple, tupleOf } from '../../../lib/netfilter';
import { ipv4, PROTOCOL_ICMP, PROTOCOL_TCP, SYN } from '../../../lib/packet';
import { echo, tcp, udp } from '../skbs';

const SECOND = 1_000_000;

function entryOf(tuple: Tuple, expiresAt = 10 * SECOND): ConntrackEntry {
  const entry = new ConntrackEntry(tuple, invertTuple(tuple)!, 0);
  entry.expiresAt = expiresAt;
  return entry;
}

const tuple = tupleOf(tcp(SYN));

describe('a confirmed connection', () => {
  test('is found by both of its tuples, each with its direction', () => {
    const table = new ConntrackTable();
    const entry = entryOf(tuple);
    expect(table.confirm(entry, 0)).toBe(true);
    expect(table.find(tuple, 0)).toBe(entry.original);
    expect(table.find(invertTuple(tuple)!, 0)).toBe(entry.reply);
  });

  test('is not found any more once its time is up', () => {
    const table = new ConntrackTable();
    table.confirm(entryOf(tuple), 0);
    expect(table.find(tuple, 10 * SECOND - 1)).toBeDefined();
    expect(table.find(tuple, 10 * SECOND)).toBeUndefined();
    expect(table.entries(10 * SECOND)).toEqual([]);
  });

  test('keeps another one with the same tuple out', () => {
    const table = new ConntrackTable();
    table.confirm(entryOf(tuple), 0);
    const second = entryOf(tuple);
    expect(table.confirm(second, 0)).toBe(false);
    expect(second.confirmed).toBe(false);
    expect(table.entries(0)).toHaveLength(1);
  });

  test('keeps another one out whose replies would look like its own', () => {
    const table = new ConntrackTable();
    table.confirm(entryOf(tuple), 0);
    const other = entryOf(tupleOf(tcp(SYN, { sourcePort: 40_001 })));
    other.alterReply(invertTuple(tuple)!);
    expect(table.confirm(other, 0)).toBe(false);
  });

  test('makes room when it is removed', () => {
    const table = new ConntrackTable();
    const entry = entryOf(tuple);
    table.confirm(entry, 0);
    table.remove(entry);
    expect(entry.dying).toBe(true);
    expect(table.confirm(entryOf(tuple), 0)).toBe(true);
  });
});

test('an unconfirmed connection is not found', () => {
  const table = new ConntrackTable();
  entryOf(tuple);
  expect(table.find(tuple, 0)).toBeUndefined();
});

test('connections are listed in the order in which they were confirmed', () => {
  const table = new ConntrackTable();
  const ports = [40_003, 40_001, 40_002];
  for (const sourcePort of ports) table.confirm(entryOf(tupleOf(tcp(SYN, { sourcePort }))), 0);
  expect(table.entries(0).map(({ original }) => original.tuple.sourceKey)).toEqual(ports);
});

test('connections from a port are found the newest first, whatever came and went between them', () => {
  const table = new ConntrackTable();
  const entries = Array.from({ length: 300 }, (_, index) => {
    const entry = entryOf(tupleOf(tcp(SYN, { sourcePort: 40_000 + (index % 2), destinationPort: index })));
    // Every fifth was never asked about.
    entry.sourceNatDone = index % 5 !== 0;
    table.confirm(entry, 0);
    return entry;
  });
  for (const [index, entry] of entries.entries()) if (index % 3 === 0 || index > 290) table.remove(entry);
  const expected = entries.filter(
    ({ dying, sourceNatDone, original }) => !dying && sourceNatDone && original.tuple.sourceKey === 40_001,
  );
  const found = table.fromSource(tupleOf(tcp(SYN, { sourcePort: 40_001 })), 0, DEFAULT_ZONE);
  expect(found.length).toBeGreaterThan(50);
  expect(found.map(({ original }) => original.tuple.destinationKey)).toEqual(
    expected.map(({ original }) => original.tuple.destinationKey).reverse(),
  );
});

test('a connection is found by the reply that NAT made of it, however many there are', () => {
  const table = new ConntrackTable();
  const entries = Array.from({ length: 500 }, (_, index) => {
    const entry = entryOf(tupleOf(tcp(SYN, { destinationPort: index })));
    entry.alterReply({ ...entry.reply.tuple, sourceKey: index + 1000 });
    table.confirm(entry, 0);
    return entry;
  });
  for (const entry of entries) {
    expect(table.find(entry.original.tuple, 0)).toBe(entry.original);
    expect(table.find({ ...entry.reply.tuple }, 0)).toBe(entry.reply);
  }
});

describe('the tuple of a direction', () => {
  test('stays as it is when the direction becomes that of other packets', () => {
    const entry = entryOf(tuple);
    const before = entry.reply.tuple;
    entry.alterReply({ ...before, source: ipv4('198.51.100.7'), sourceKey: 8080 });
    expect(before).toEqual(invertTuple(tuple));
    expect(entry.reply.tuple).toEqual({ ...before, source: ipv4('198.51.100.7'), sourceKey: 8080 });
    expect(entry.reply.equals(before)).toBe(false);
  });

  test('is equal to one that is the same in every field, and is of its packets alone', () => {
    const { original } = entryOf(tuple);
    expect(original.equals({ ...tuple })).toBe(true);
    expect(original.isOf(tcp(SYN))).toBe(true);
    const other = { source: ipv4('250.0.0.1'), destination: ipv4('250.0.0.2'), sourcePort: 1, destinationPort: 2 };
    for (const [name, value] of Object.entries(other)) {
      const field = name === 'sourcePort' ? 'sourceKey' : name === 'destinationPort' ? 'destinationKey' : name;
      expect(original.equals({ ...tuple, [field]: value })).toBe(false);
      expect(original.isOf(tcp(SYN, { [name]: value }))).toBe(false);
    }
    expect(original.equals({ ...tuple, protocol: 17 })).toBe(false);
    expect(original.isOf(udp({ sourcePort: tuple.sourceKey, destinationPort: tuple.destinationKey }))).toBe(false);
  });
});

describe('the opposite of a tuple', () => {
  test('has its ends exchanged, and its opposite is the tuple', () => {
    const key = fc.integer({ min: 0, max: 65_535 });
    const address = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(address, address, key, key, (source, destination, sourceKey, destinationKey) => {
        const one: Tuple = { source, destination, protocol: PROTOCOL_TCP, sourceKey, destinationKey };
        const other = invertTuple(one)!;
        expect(other.source).toBe(destination);
        expect(other.sourceKey).toBe(destinationKey);
        expect(invertTuple(other)).toEqual(one);
      }),
    );
  });

  test('of an echo request is that of the reply with the same identifier', () => {
    const request = tupleOf(echo(8, 77));
    expect(invertTuple(request)).toMatchObject({ sourceKey: 77, destinationKey: 0 });
  });

  test('does not exist for ICMP that has no counterpart', () => {
    const unreachable = { ...tuple, protocol: PROTOCOL_ICMP, destinationKey: 3 * 256 };
    expect(invertTuple(unreachable)).toBeUndefined();
  });
});

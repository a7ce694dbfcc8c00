import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, type Ipv4Prefix, ipv4, lengthOfMask, maskOfLength, prefix } from '../../lib/packet';
import { Fib, type Route } from '../../lib/routing';

const eth0 = { name: 'eth0', ifindex: 2 };
const eth1 = { name: 'eth1', ifindex: 3 };

function route(destination: string, more: Partial<Route> = {}): Route {
  return {
    table: 'main',
    type: 'unicast',
    destination: prefix(destination),
    device: eth0,
    scope: 'global',
    metric: 0,
    protocol: 'boot',
    ...more,
  };
}

function fib(...routes: readonly Route[]): Fib {
  const made = new Fib();
  for (const each of routes) made.add(each);
  return made;
}

describe('a lookup', () => {
  test('finds the longest prefix', () => {
    const [wide, narrow, all] = [route('10.0.0.0/8'), route('10.1.0.0/16'), route('0.0.0.0/0')];
    const table = fib(wide, all, narrow);
    expect(table.lookup(ipv4('10.1.2.3'))).toBe(narrow);
    expect(table.lookup(ipv4('10.2.2.3'))).toBe(wide);
    expect(table.lookup(ipv4('192.0.2.1'))).toBe(all);
  });

  test('of two with the same destination finds the lower metric', () => {
    const [far, near] = [route('10.0.0.0/8', { metric: 100 }), route('10.0.0.0/8', { metric: 10, device: eth1 })];
    expect(fib(far, near).lookup(ipv4('10.0.0.1'))).toBe(near);
  });

  test('finds nothing where there is nothing', () => {
    expect(fib(route('10.0.0.0/8')).lookup(ipv4('11.0.0.1'))).toBeUndefined();
  });

  test('asks the local table first', () => {
    const own = route('10.0.0.1/32', { table: 'local', type: 'local', scope: 'host' });
    expect(fib(route('10.0.0.1/32'), own).lookup(ipv4('10.0.0.1'))).toBe(own);
  });

  test('for a device leaves out the routes of others, also longer ones', () => {
    const other = route('10.0.0.0/8', { device: eth1 });
    expect(fib(route('10.1.0.0/16'), other).lookup(ipv4('10.1.0.1'), eth1)).toBe(other);
  });

  test('agrees with a search through all routes', () => {
    const block = fc
      .tuple(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 0xffffffff }))
      .map(
        ([length, bits]): Ipv4Prefix => ({ mask: maskOfLength(length), address: (bits & maskOfLength(length)) >>> 0 }),
      );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 30 }), fc.integer({ min: 0, max: 0xffffffff }), (blocks, address) => {
        const table = new Fib();
        for (const destination of blocks) table.add({ ...route('0.0.0.0/0'), destination });
        const best = Math.max(
          -1,
          ...blocks.filter((each) => contains(each, address)).map(({ mask }) => lengthOfMask(mask)!),
        );
        const found = table.lookup(address)?.destination.mask;
        expect(found === undefined ? -1 : lengthOfMask(found)).toBe(best);
      }),
    );
  });
});

describe('a route', () => {
  test('is added once', () => {
    const table = fib(route('10.0.0.0/8'));
    expect(table.add(route('10.0.0.0/8'))).toBe(false);
    expect(table.add(route('10.0.0.0/8', { metric: 1 }))).toBe(true);
  });

  test('is removed once', () => {
    const table = fib(route('10.0.0.0/8'));
    expect(table.remove('main', () => true)).toBe(true);
    expect(table.remove('main', () => true)).toBe(false);
    expect(table.lookup(ipv4('10.0.0.1'))).toBeUndefined();
  });

  test('goes with its device', () => {
    const table = fib(route('10.0.0.0/8'), route('11.0.0.0/8', { device: eth1 }));
    table.flush(({ device }) => device === eth0);
    expect(table.routes('main')).toHaveLength(1);
  });
});

describe('the type of an address', () => {
  const table = fib(
    route('10.0.0.1/32', { table: 'local', type: 'local', scope: 'host' }),
    route('10.0.0.255/32', { table: 'local', type: 'broadcast', scope: 'link' }),
    route('127.0.0.0/8', { table: 'local', type: 'local', scope: 'host', device: eth1 }),
    route('0.0.0.0/0'),
  );

  test.each([
    ['10.0.0.1', 'LOCAL'],
    ['127.1.2.3', 'LOCAL'],
    ['10.0.0.255', 'BROADCAST'],
    ['255.255.255.255', 'BROADCAST'],
    ['0.0.0.0', 'BROADCAST'],
    ['224.0.0.1', 'MULTICAST'],
    ['192.0.2.1', 'UNICAST'],
  ])('%s is %s', (address, type) => {
    expect(table.addressType(ipv4(address))).toBe(type);
  });

  test('is asked of one device alone', () => {
    expect(table.addressType(ipv4('10.0.0.1'), eth1)).toBe('UNICAST');
    expect(table.addressType(ipv4('10.0.0.1'), eth0)).toBe('LOCAL');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, type Ipv4Prefix, ipv4, lengthOfMask, maskOfLength, prefix } from '../../lib/packet';
import { Fib, type PolicyRule, type Route } from '../../lib/routing';

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
    table.flushDevice(eth0);
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

describe('policy rules', () => {
  const [main, other] = [route('0.0.0.0/0'), route('0.0.0.0/0', { table: '100', device: eth1 })];
  const usual = [
    { priority: 0, action: { lookup: 'local' } },
    { priority: 32_766, action: { lookup: 'main' } },
  ];
  const ruled = (
    rule: Omit<PolicyRule, 'priority' | 'action'>,
    action: PolicyRule['action'] = { lookup: '100' },
  ): Fib => {
    const made = fib(main, other);
    made.setRules([...usual, { priority: 100, action, ...rule }]);
    return made;
  };
  const FAR = ipv4('192.0.2.1');

  test('ask for the source, a mark, the device that a packet came in by', () => {
    const from = ruled({ from: prefix('10.10.26.160/32') });
    expect(from.lookup(FAR, undefined, { source: ipv4('10.10.26.160') })).toBe(other);
    expect(from.lookup(FAR, undefined, { source: ipv4('172.17.0.2') })).toBe(main);
    expect(from.lookup(FAR)).toBe(main);
    const marked = ruled({ mark: { value: 2, mask: 0xff } });
    expect(marked.lookup(FAR, undefined, { mark: 0x102 })).toBe(other);
    expect(marked.lookup(FAR, undefined, { mark: 3 })).toBe(main);
    const came = ruled({ input: 'docker0' });
    expect(came.lookup(FAR, undefined, { input: 'docker0' })).toBe(other);
    expect(came.lookup(FAR)).toBe(main);
  });

  test('may be turned round, refuse, or pass over short prefixes', () => {
    expect(
      ruled({ from: prefix('10.0.0.0/8'), invert: true }).lookup(FAR, undefined, { source: ipv4('10.0.0.1') }),
    ).toBe(main);
    expect(ruled({ to: prefix('192.0.2.0/24') }, 'blackhole').lookup(FAR)?.type).toBe('blackhole');
    const passed = fib(main, other);
    passed.setRules([...usual, { priority: 1, action: { lookup: '100' }, suppressPrefixLength: 0 }]);
    expect(passed.lookup(FAR)).toBe(main);
    passed.setRules([...usual, { priority: 1, action: { lookup: '100' } }]);
    expect(passed.lookup(FAR)).toBe(other);
  });
});

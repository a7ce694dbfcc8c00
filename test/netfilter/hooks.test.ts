import { describe, expect, test } from 'vitest';
import {
  type HookEntry,
  HookList,
  type HookState,
  Hooks,
  hookTables,
  Netfilter,
  PRIORITY,
  type Verdict,
} from '../../lib/netfilter';
import { skbOf, stateAt, TestHost } from './skbs';

function entry(name: string, priority: number, happened: string[], verdict: Verdict = 'ACCEPT'): HookEntry {
  return {
    name,
    hook: 'INPUT',
    priority,
    run: () => {
      happened.push(name);
      return verdict;
    },
  };
}

describe('the functions of a hook', () => {
  test('run in the order of their priorities, whatever the order of registration', () => {
    const happened: string[] = [];
    const hooks = new Hooks();
    hooks.register([entry('c', 100, happened), entry('a', -300, happened)]);
    hooks.register([entry('b', 0, happened)]);
    expect(hooks.run(skbOf(), stateAt('INPUT'))).toBe('ACCEPT');
    expect(happened.join('')).toBe('abc');
  });

  test('of equal priority run newest first', () => {
    const happened: string[] = [];
    const hooks = new Hooks();
    hooks.register([entry('a', 0, happened)]);
    hooks.register([entry('b', 0, happened), entry('c', 1, happened)]);
    hooks.register([entry('d', 0, happened)]);
    hooks.run(skbOf(), stateAt('INPUT'));
    expect(happened.join('')).toBe('dbac');
  });

  test.each(['DROP', 'STOLEN'] as const)('after one that says %s are not run', (verdict) => {
    const happened: string[] = [];
    const hooks = new Hooks();
    hooks.register([entry('a', 0, happened), entry('b', 1, happened, verdict), entry('c', 2, happened)]);
    expect(hooks.run(skbOf(), stateAt('INPUT'))).toBe(verdict);
    expect(happened.join('')).toBe('ab');
  });

  test('of other hooks are left alone', () => {
    const happened: string[] = [];
    const hooks = new Hooks();
    hooks.register([entry('a', 0, happened)]);
    hooks.run(skbOf(), stateAt('OUTPUT'));
    expect(happened).toEqual([]);
  });

  test('are gone once they are taken out', () => {
    const happened: string[] = [];
    const hooks = new Hooks();
    const gone = entry('a', 0, happened);
    hooks.register([gone]);
    hooks.unregister([gone]);
    hooks.run(skbOf(), stateAt('INPUT'));
    expect(happened).toEqual([]);
  });
});

describe('the tables of a hook', () => {
  test.each([
    ['PREROUTING', 'raw mangle nat'],
    ['INPUT', 'mangle filter security nat'],
    ['FORWARD', 'mangle filter security'],
    ['OUTPUT', 'raw mangle nat filter security'],
    ['POSTROUTING', 'mangle nat'],
  ] as const)('at %s are %s', (hook, tables) => {
    expect(hookTables[hook].join(' ')).toBe(tables);
  });

  test('are called only once they have been touched', () => {
    const netfilter = new Netfilter();
    expect(netfilter.hooks.list('FORWARD').entries).toEqual([]);
    netfilter.table('filter');
    expect(netfilter.hooks.list('FORWARD').entries.map(({ name }) => name)).toEqual(['filter']);
  });
});

test('conntrack looks after raw and before mangle, and confirms last', () => {
  expect(PRIORITY.RAW).toBeLessThan(PRIORITY.CONNTRACK);
  expect(PRIORITY.CONNTRACK).toBeLessThan(PRIORITY.MANGLE);
  expect(PRIORITY.NAT_SOURCE).toBeLessThan(PRIORITY.CONNTRACK_CONFIRM);
});

describe('where a packet is', () => {
  const device = (ifindex: number) => ({ name: `eth${ifindex}`, ifindex });

  test('is remembered for packets that come by the same devices', () => {
    const [host, a, b] = [new TestHost(), device(1), device(2)];
    const list = new HookList('FORWARD');
    const [there, back] = [list.stateOf(a, b, host, host.conntrack), list.stateOf(b, a, host, host.conntrack)];
    expect(there).toEqual({ hook: 'FORWARD', in: a, out: b, host, conntrack: host.conntrack });
    expect(list.stateOf(a, b, host, host.conntrack)).toBe(there);
    expect(list.stateOf(b, a, host, host.conntrack)).toBe(back);
  });

  test('is never that of other devices, of none, or of another host', () => {
    const hosts = [new TestHost(), new TestHost()];
    const devices = [undefined, ...Array.from({ length: 40 }, (_, ifindex) => device(ifindex)), device(3)];
    const list = new HookList('POSTROUTING');
    for (const input of devices)
      for (const output of devices)
        for (const host of hosts) {
          const state = list.stateOf(input, output, host, host.conntrack);
          expect([state.in, state.out, state.host] as const).toEqual([input, output, host]);
          expect(state.in === input && state.out === output && state.host === host).toBe(true);
        }
  });

  test('is told to what runs there', () => {
    const seen: HookState[] = [];
    const hooks = new Hooks();
    const run = (_: unknown, state: HookState) => {
      seen.push(state);
      return 'STOLEN' as const;
    };
    hooks.register([{ name: 'a', hook: 'INPUT', priority: 0, run }]);
    const host = new TestHost();
    expect(hooks.runAt('INPUT', skbOf(), device(1), undefined, host)).toBe('STOLEN');
    expect(seen).toEqual([{ hook: 'INPUT', in: device(1), out: undefined, host, conntrack: host.conntrack }]);
  });
});

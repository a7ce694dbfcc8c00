import { describe, expect, test } from 'vitest';
import { type HookEntry, Hooks, hookTables, Netfilter, PRIORITY, type Verdict } from '../../lib/netfilter';
import { skbOf, stateAt } from './skbs';

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

/** Sets of a namespace: swapped under a rule, expired by the machine's clock, in use. */
import { expect, test } from 'vitest';
import { DEFAULT_SET_OPTIONS, type Match, prepareMatch, type SetOptions, SetTable } from '../../../lib/netfilter';
import { ipv4 } from '../../../lib/packet';
import { CLIENT, skbOf, stateAt, TestHost } from '../skbs';

const ADDRESSES: SetOptions = { type: 'hash:ip', ...DEFAULT_SET_OPTIONS };
const MATCH: Match = {
  kind: 'set',
  name: 'a',
  directions: ['src'],
  invert: false,
  returnNomatch: false,
  updateCounters: true,
  updateSubcounters: true,
};

function hostWith(options: Partial<SetOptions>): TestHost {
  const host = new TestHost();
  for (const name of ['a', 'b']) host.sets.create(name, { ...ADDRESSES, ...options }, false);
  return host;
}

test('a rule goes on with what is swapped under its name', () => {
  const host = hostWith({});
  const matches = prepareMatch(MATCH);
  host.sets.get('b')?.add({ address: CLIENT }, {}, { now: 0, exist: false });
  expect(matches(skbOf(), stateAt('INPUT', host))).toBe(false);
  expect(host.sets.swap('a', 'b')).toBeUndefined();
  expect(matches(skbOf(), stateAt('INPUT', host))).toBe(true);
});

test('an element is gone when its time is over', () => {
  const host = hostWith({ timeout: 10 });
  const matches = prepareMatch(MATCH);
  host.sets.get('a')?.add({ address: CLIENT }, {}, { now: 0, exist: false });
  host.time = 9_999_999;
  expect(matches(skbOf(), stateAt('INPUT', host))).toBe(true);
  host.time = 10_000_000;
  expect(matches(skbOf(), stateAt('INPUT', host))).toBe(false);
});

test('what is excepted from a network matches only where a rule asks for it', () => {
  const host = hostWith({ type: 'hash:net' });
  const set = host.sets.get('a');
  set?.add({ address: ipv4('10.0.0.0'), length: 8 }, {}, { now: 0, exist: false });
  set?.add({ address: CLIENT, length: 32 }, { nomatch: true }, { now: 0, exist: false });
  expect(prepareMatch(MATCH)(skbOf(), stateAt('INPUT', host))).toBe(false);
  expect(prepareMatch({ ...MATCH, returnNomatch: true })(skbOf(), stateAt('INPUT', host))).toBe(true);
});

test('a set that a rule names is neither destroyed nor renamed', () => {
  const sets = new SetTable((name) => (name === 'a' ? 1 : 0));
  sets.create('a', ADDRESSES, false);
  expect(sets.destroy('a')).toBe('in use');
  expect(sets.rename('a', 'z')).toBe('in use');
});

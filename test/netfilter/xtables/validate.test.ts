/** What the kernel refuses, and what it lets pass because nothing leads there. */
import { describe, expect, test } from 'vitest';
import { ChainDraft, Netfilter, Rule, type TableDraft, type TableName, validateDraft } from '../../../lib/netfilter';
import { parseRule } from '../../../lib/tools/iptables';

/** A table from lines of `CHAIN rule`; chains that are not builtin are made as they are met. */
function draft(table: TableName, ...lines: string[]): TableDraft {
  const made = new Netfilter().table(table).draft();
  for (const line of lines) {
    const [name = '', ...words] = line.split(' ');
    const chain = made.get(name) ?? new ChainDraft(name);
    if (words.length > 0) chain.change().push(new Rule(parseRule(words)));
    made.set(name, chain);
  }
  return made;
}

function check(table: TableName, ...lines: string[]) {
  return validateDraft(table, draft(table, ...lines));
}

describe('jumps', () => {
  test('to a chain that is not there are refused', () => {
    expect(check('filter', 'INPUT -j ACCEPT', 'INPUT -j gone')).toEqual({ code: 'ENOENT', chain: 'INPUT', number: 2 });
  });

  test('to a builtin chain are refused', () => {
    expect(check('filter', 'INPUT -j FORWARD')).toEqual({ code: 'EINVAL', chain: 'INPUT', number: 1 });
  });

  test('back to a chain that is still being gone through are a loop', () => {
    expect(check('filter', 'a -j b', 'b -p tcp', 'b -g a', 'INPUT -j a')).toEqual({
      code: 'ELOOP',
      chain: 'b',
      number: 2,
    });
    expect(check('filter', 'a -j a', 'OUTPUT -p udp -j a')).toMatchObject({ code: 'ELOOP' });
  });

  test('to a chain that was gone through before are not', () => {
    expect(
      check('filter', 'a -j c', 'b -j c', 'c -j RETURN', 'INPUT -j a', 'INPUT -j b', 'INPUT -j a'),
    ).toBeUndefined();
  });

  test('in a loop that no hook leads to are accepted', () => {
    expect(check('filter', 'a -j b', 'b -j a')).toBeUndefined();
    expect(check('filter', 'a -j a', 'INPUT -j ACCEPT', 'INPUT -j a')).toBeUndefined();
  });
});

describe('targets', () => {
  test.each([
    ['nat', 'PREROUTING -j DNAT --to-destination 1.1.1.1', true],
    ['nat', 'POSTROUTING -j DNAT --to-destination 1.1.1.1', false],
    ['nat', 'INPUT -j SNAT --to-source 1.1.1.1', true],
    ['nat', 'OUTPUT -j SNAT --to-source 1.1.1.1', false],
    ['nat', 'INPUT -j MASQUERADE', false],
    ['mangle', 'POSTROUTING -j MASQUERADE', false],
    ['filter', 'FORWARD -j REJECT', true],
    ['mangle', 'FORWARD -j REJECT', false],
    ['filter', 'FORWARD -p tcp -j REJECT --reject-with tcp-reset', true],
    ['filter', 'FORWARD ! -p tcp -j REJECT --reject-with tcp-reset', false],
  ] as const)('in %s: %s is allowed: %s', (table, line, allowed) => {
    expect(check(table, line)?.code).toBe(allowed ? undefined : 'EINVAL');
  });

  test('are judged by the hooks that lead to their chain', () => {
    const chain = ['s -j SNAT --to-source 1.1.1.1', 't -j s'];
    expect(check('nat', ...chain)).toBeUndefined();
    expect(check('nat', ...chain, 'POSTROUTING -j t')).toBeUndefined();
    expect(check('nat', ...chain, 'POSTROUTING -j t', 'OUTPUT -o lo -j t')).toEqual({
      code: 'EINVAL',
      chain: 's',
      number: 1,
    });
  });

  test('behind an unconditional verdict are never reached', () => {
    expect(check('nat', 'PREROUTING -j ACCEPT', 'PREROUTING -j MASQUERADE')).toBeUndefined();
    expect(check('nat', 'PREROUTING -p tcp -j ACCEPT', 'PREROUTING -j MASQUERADE')).toMatchObject({ number: 2 });
  });
});

describe('matches', () => {
  test.each([
    ['INPUT -p tcp -m tcp --dport 80', true],
    ['INPUT -m tcp --dport 80', false],
    ['INPUT ! -p tcp -m tcp --dport 80', false],
    ['INPUT -p udp -m tcp --dport 80', false],
    ['INPUT -p icmp -m icmp --icmp-type 8', true],
    ['INPUT -m icmp --icmp-type 8', false],
    ['INPUT -m addrtype --dst-type LOCAL --limit-iface-in', true],
    ['INPUT -m addrtype --dst-type LOCAL --limit-iface-out', false],
    ['OUTPUT -m addrtype --dst-type LOCAL --limit-iface-in', false],
  ] as const)('%s is allowed: %s', (line, allowed) => {
    expect(check('filter', line)?.code).toBe(allowed ? undefined : 'EINVAL');
  });
});

test('the first match that is out of its place decides what is said', () => {
  const tooFast = '-m limit --limit 1/day --limit-burst 10000';
  const ofNobody = '-m owner --uid-owner 0';
  expect(check('filter', `FORWARD ${tooFast} ${ofNobody}`)?.code).toBe('ERANGE');
  expect(check('filter', `FORWARD ${ofNobody} ${tooFast}`)?.code).toBe('EINVAL');
});

test('a hundred thousand rules are checked in linear time, and chains may be nested deeply', () => {
  const made = draft('filter', 'INPUT -j c0', 'FORWARD -j c0', 'OUTPUT -j c0');
  const accept = new Rule(parseRule('-p tcp -j ACCEPT'));
  for (let index = 0; index < 5000; index++) {
    const rules = Array.from({ length: 20 }, () => accept);
    if (index < 4999) rules.push(new Rule(parseRule(`-j c${index + 1}`)));
    const chain = new ChainDraft(`c${index}`);
    chain.change().push(...rules);
    made.set(chain.name, chain);
  }
  expect(validateDraft('filter', made)).toBeUndefined();
});

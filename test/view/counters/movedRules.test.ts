/** The same rules on two hosts: which chain has them, and which host has none. */
import { expect, test } from 'vitest';
import { type Lab, movedRules, observe, prepared } from '../../../lib/index';

const first = prepared(
  'host# iptables -N A',
  'host# iptables -A INPUT -p icmp -j ACCEPT',
  'host# iptables -A INPUT -j A',
);
const second = prepared(
  'host# iptables -N A; iptables -N B; iptables -P FORWARD DROP',
  'host# iptables -A INPUT -j B; iptables -A B -p icmp -j ACCEPT; iptables -A B -p tcp -j ACCEPT',
);
const tonesOf = (view: ReturnType<typeof movedRules>) => view.toText().match(/^ ?[–+→] .*$/gm);
const ping = (machines: Lab) => observe(machines, 'client# ping -c 1 192.168.70.6');

test('a row for each rule, in the kernel’s order, with its place on each host; policies that accept are left out', async () => {
  const [one, two] = [await first(), await second()];
  const view = movedRules({ one: one.counters(), two: two.counters() }, { title: 'Moved' });
  expect(view.rows).toEqual([
    { table: 'filter', rule: '-p icmp ACCEPT', one: 'INPUT 1', two: 'B 1' },
    { table: 'filter', rule: '-j B', one: 'no such rule', two: 'INPUT 1' },
    { table: 'filter', rule: '-j A', one: 'INPUT 2', two: 'no such rule' },
    { table: 'filter', rule: 'policy DROP', one: 'no such rule', two: 'FORWARD policy' },
    { table: 'filter', rule: '-p tcp ACCEPT', one: 'no such rule', two: 'B 2' },
  ]);
  expect(view.toText()).toMatch(/INPUT 1 +→ B 1\n/);
  expect(view.toText()).toMatch(/– no such rule +\+ B 2\n/);
  expect(view.toText()).toMatch(/INPUT 2 +– no such rule\n/);
  expect(tonesOf(view)?.slice(-3)).toEqual([
    '→ the same rule in another chain',
    '– this host has no such rule',
    '+ a rule that the first host has not',
  ]);
});

test('of requests only what counted somewhere, with packets; a rule that is there several times has one row', async () => {
  const twice = first.and(
    'host# iptables -A A -j RETURN',
    'host# iptables -I INPUT -j RETURN -s 10.0.0.1; iptables -I INPUT -p icmp -j A',
  );
  const view = movedRules({ one: await ping(await first()), two: await ping(await twice()) }, { title: 'Counted' });
  expect(view.rows).toEqual([
    { table: 'filter', rule: '-p icmp ACCEPT', one: 'INPUT 1: 1', two: 'INPUT 3: 1' },
    { table: 'filter', rule: '-p icmp A', one: 'no such rule', two: 'INPUT 1: 1' },
    { table: 'filter', rule: 'policy ACCEPT', one: 'OUTPUT policy: 1', two: 'OUTPUT policy: 1' },
    { table: 'filter', rule: '-j RETURN', one: 'no such rule', two: 'A 1: 1' },
  ]);
  const double = prepared(
    'host# iptables -A INPUT -p icmp; iptables -A INPUT -p icmp; iptables -N DOCKER-ISOLATION-STAGE-1',
  );
  const both = double.and(
    'host# iptables -A OUTPUT -j DOCKER-ISOLATION-STAGE-1; iptables -A DOCKER-ISOLATION-STAGE-1 -p icmp',
  );
  const [row] = movedRules({ one: await ping(await double()), two: await ping(await both()) }, { title: 'Twice' }).rows;
  expect(row).toMatchObject({ one: 'INPUT 1: 1, INPUT 2: 1', two: 'INPUT 1: 1, INPUT 2: 1, STAGE-1 1: 1' });
});

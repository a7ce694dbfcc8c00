/** Rules of a dump as rows. */
import { expect, test } from 'vitest';
import { readHost, ruleRows } from '../../../lib/host';

const TEXT = `*filter
:INPUT DROP [4:240]
:FORWARD ACCEPT [0:0]
:OWN - [0:0]
[1:60] -A INPUT -j OWN
[2:120] -A OWN -p icmp -j RETURN
[3:180] -A INPUT -p tcp -j ACCEPT
COMMIT
*nat
:INPUT ACCEPT [0:0]
COMMIT
`;
const rows = (...chains: readonly string[]) =>
  ruleRows(readHost([{ name: 'rules', text: TEXT }]), ...chains).map(
    ({ table, chain, index, rule, packets, bytes }) => `${table} ${chain} ${index} ${rule} [${packets}:${bytes}]`,
  );

const INPUT = [
  'filter INPUT 0 policy DROP [4:240]',
  'filter INPUT 1 -j OWN [1:60]',
  'filter INPUT 2 -p tcp -j ACCEPT [3:180]',
];
const OWN = 'filter OWN 1 -p icmp -j RETURN [2:120]';

test('each chain’s policy stands before its rules; chains that have none begin with the first rule', () => {
  expect(rows()).toEqual([...INPUT, 'filter FORWARD 0 policy ACCEPT [0:0]', OWN, 'nat INPUT 0 policy ACCEPT [0:0]']);
});

test('chains that are named come alone, in the order of the names, of one table or of all', () => {
  expect(rows('OWN', 'filter INPUT')).toEqual([OWN, ...INPUT]);
  expect(rows('INPUT')).toEqual([...INPUT, 'nat INPUT 0 policy ACCEPT [0:0]']);
});

test('what was shown without counters has 0', () => {
  const facts = readHost([{ name: 'rules', text: '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n' }]);
  expect(ruleRows(facts, 'INPUT').at(-1)).toMatchObject({ rule: '-j ACCEPT', packets: 0, bytes: 0 });
});

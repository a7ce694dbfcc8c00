/** Two dumps of one host, and what grew. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dumpDeltas } from '../../../lib/host/read/dumpDeltas';

const dump = (name: string) => ({ name, text: readFileSync(`data/hosts/${name}`, 'utf8') });
const rules = (lines: string) => ({ name: 'rules', text: `*filter\n${lines}\nCOMMIT\n` });

test('the real kernel’s counters before and after a request that is dropped', () => {
  const grown = dumpDeltas(dump('ufw-before.txt'), dump('ufw-after.txt'));
  expect(
    grown.map(({ table, chain, index, packets, bytes }) => `${table} ${chain} ${index} ${packets}:${bytes}`),
  ).toEqual([
    'filter FORWARD 1 3:180',
    'filter DOCKER-USER 1 3:180',
    'filter DOCKER-USER 7 3:180',
    'nat PREROUTING 1 3:180',
    'nat DOCKER 2 3:180',
  ]);
});

test('policies count, a rule that is another one counts from 0, and IPv6 is left out', () => {
  const before = rules(':INPUT DROP [1:60]\n[9:900] -A INPUT -p tcp -j ACCEPT');
  const after = rules(':INPUT DROP [4:240]\n[2:120] -A INPUT -p udp -j ACCEPT');
  expect(dumpDeltas(before, after)).toMatchObject([
    { index: 0, rule: 'policy DROP', packets: 3, bytes: 180, packetsBefore: 1 },
    { index: 1, rule: '-p udp -j ACCEPT', packets: 2, bytes: 120, packetsBefore: 0 },
  ]);
});

test('counters of 64 bits are exact', () => {
  const [grown] = dumpDeltas(
    rules('[18446744073709551615:9007199254740993] -A INPUT -j ACCEPT'),
    rules('[1:9007199254740995] -A INPUT -j ACCEPT'),
  );
  expect(grown).toMatchObject({ packets: 2, bytes: 2 });
});

test('without counters it says what prints them', () => {
  expect(() => dumpDeltas(rules('-A INPUT -j ACCEPT'), rules('[1:1] -A INPUT -j ACCEPT'))).toThrow(
    'rules shows no rule with counters: iptables-save -c prints them',
  );
});

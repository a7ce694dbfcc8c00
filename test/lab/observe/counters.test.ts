/** Counters that somebody set near the end of their 64 bits: what a request adds is exact. */
import { expect, test } from 'vitest';
import { counterDeltas, Lab, observeCommand } from '../../../lib/lab';
import { parseSave } from '../../../lib/real/counters';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { preload } from '../../../lib/view/figure/preload';

const RULE = '-A INPUT -p icmp';

test('deltas are exact, rows have both the nearest number and what it really is', async () => {
  const lab = new Lab();
  await lab.run('host', `iptables ${RULE} -c 9007199254740991 18446744073709551615`);
  const { before, deltas } = await observeCommand(lab, 'client', 'ping -c 1 192.168.70.6');
  const isRule = ({ chain, index }: { readonly chain: string; readonly index: number }) =>
    chain === 'INPUT' && index === 1;
  const row = before.find(isRule);
  expect(row).toMatchObject({ packets: 9007199254740991, bytes: 2 ** 64, exactBytes: 2n ** 64n - 1n });
  expect(row).not.toHaveProperty('exactPackets');
  const delta = deltas.find(isRule);
  expect(delta).toMatchObject({ packets: 1, bytes: 84, packetsAfter: 2 ** 53, bytesAfter: 83 });
  expect(delta).toMatchObject({ exactPackets: 2n ** 53n });
  await preload();
  const hover = deltaChart(deltas.filter(isRule), { title: 'One ping' }).toJson();
  expect(hover).toContain('packets +1 ');
  expect(hover).toContain('bytes +84 ');
});

test('the real host has such rows too', () => {
  const save = (packets: string) =>
    parseSave(`*filter\n:INPUT ACCEPT [${packets}:5]\n[${packets}:0] ${RULE}\nCOMMIT\n`);
  const [policy, rule] = save('18446744073709551615');
  expect(policy).toMatchObject({ packets: 2 ** 64, exactPackets: 2n ** 64n - 1n, bytes: 5 });
  expect(rule).toMatchObject({ packets: 2 ** 64, exactPackets: 2n ** 64n - 1n, bytes: 0 });
  expect(counterDeltas(save('9007199254740993'), save('9007199254740994'))).toMatchObject([
    { chain: 'INPUT', index: 0, packets: 1, bytes: 0 },
    { chain: 'INPUT', index: 1, packets: 1, bytes: 0 },
  ]);
});

test('of nft’s tables the real host has the rules that count, as they are without what they counted', () => {
  const listing = [
    'table inet firewall {',
    '\tset clients {',
    '\t\ttype ipv4_addr',
    '\t\telements = { 10.0.0.1 counter packets 7 bytes 70 }',
    '\t}',
    '',
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy drop;',
    '\t\tiif "lo" accept',
    '\t\tquota over 60 bytes used 42 bytes counter packets 3 bytes 180 drop',
    '\t}',
    '}',
    'table ip6 other {',
    '\tchain c {',
    '\t\tcounter packets 1 bytes 40',
    '\t}',
    '}',
  ];
  const rows = parseSave(`# nf_tables\n*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n# nft\n${listing.join('\n')}\n`);
  expect(rows.map(({ table, chain, index, rule }) => `${table} ${chain} ${index} ${rule}`)).toEqual([
    'filter INPUT 0 policy ACCEPT',
    'inet firewall input 2 quota over 60 bytes counter drop',
  ]);
  expect(rows[1]).toMatchObject({ packets: 3, bytes: 180 });
});

/** Zones as conntrack 1.4.7 lists them and filters by them. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

test('a zone stands behind the mark, that of one direction behind its tuple', async () => {
  const machines = new Lab();
  for (const rule of [
    '--dport 1000 -j CT --zone 5',
    '--dport 1001 -j CT --zone-orig 6',
    '--dport 1002 -j CT --zone-reply 7',
  ])
    await machines.sh(`host# iptables -t raw -A OUTPUT -p udp ${rule}`);
  for (const port of [1000, 1001, 1002]) await machines.sh(`host# echo x | nc -u -w 1 192.168.70.1 ${port}`);
  const list = async (filter: string) => (await machines.sh(`host# conntrack -L ${filter}`)).stdout;
  expect(await list('-w 5')).toMatch(/ dport=1000 .*mark=0 zone=5 use=1\n$/);
  expect(await list('--orig-zone 6')).toMatch(/^[^\n]* dport=1001 zone-orig=6 .*mark=0 use=1\n$/);
  expect(await list('--reply-zone 7')).toMatch(/^[^\n]* dport=\d+ zone-reply=7 .*mark=0 use=1\n$/);
  expect((await list('-w x')).split('\n').filter((line) => line.includes('udp'))).toHaveLength(2);
});

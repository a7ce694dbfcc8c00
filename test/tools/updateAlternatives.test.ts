/** `update-alternatives` as it answers on Debian 12, and what its choice makes of `iptables`. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const RECORDED = readFileSync('data/tools/update-alternatives.txt', 'utf8').trimEnd();

test('it prints what it does on a real machine', async () => {
  const machines = new Lab({ iptables: 'nft' });
  const said: string[] = [];
  for (const line of RECORDED.split('\n').filter((text) => text.startsWith('$ '))) {
    const { stdout, stderr, exitCode } = await machines.sh(`host# ${line.slice(2)}`);
    said.push(`${line}\n${stdout}${stderr}${exitCode === 0 ? '' : `exit code ${exitCode}\n`}`);
  }
  expect(said.join('').trimEnd()).toBe(RECORDED);
});

test('what it chooses is what iptables is from then on; the tables of the other one stay', async () => {
  const machines = new Lab();
  const sh = async (command: string) => (await machines.sh(`host# ${command}`)).stdout;
  const choose = (variant: string) => sh(`update-alternatives --set iptables /usr/sbin/iptables-${variant}`);
  expect(await sh('iptables --version')).toMatch(/\(legacy\)|v1\.4/);
  await sh('iptables -A INPUT -j ACCEPT');
  expect(await choose('nft')).toContain(
    'using /usr/sbin/iptables-nft to provide /usr/sbin/iptables (iptables) in manual mode',
  );
  expect(await sh('iptables -S INPUT')).toBe('-P INPUT ACCEPT\n');
  expect(await sh('iptables-save')).toBe('');
  await choose('legacy');
  expect(await sh('iptables -S INPUT')).toBe('-P INPUT ACCEPT\n-A INPUT -j ACCEPT\n');
});

test('what is not modelled is refused by name', async () => {
  const machines = new Lab();
  for (const words of ['--install /a b /c 5', '--config iptables', '--display ip6tables']) {
    const { exitCode, stderr } = await machines.sh(`host# update-alternatives ${words}`);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/(is|are) not modelled by chainwalk\n$/)]);
  }
});

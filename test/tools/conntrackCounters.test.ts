/** Connections count their packets from the first rule with connbytes on, and `conntrack -L` shows them. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

test('a rule with connbytes turns accounting on for the connections that begin after it', async () => {
  const machines = new Lab();
  const run = async (command: string) => (await machines.sh(`host# ${command}`)).stdout;
  await run('iptables -A INPUT -m conntrack --ctstate NEW');
  await run('ping -c 1 127.0.0.1');
  expect(await run('conntrack -L')).not.toContain('packets=');
  await run('conntrack -F');
  await run('iptables -A INPUT -m connbytes --connbytes 2: --connbytes-mode packets --connbytes-dir both');
  expect(await run('sysctl net.netfilter.nf_conntrack_acct')).toBe('net.netfilter.nf_conntrack_acct = 1\n');
  await run('ping -c 2 127.0.0.1');
  expect(await run('conntrack -L')).toMatch(
    /^icmp {5}1 \d+ src=127\.0\.0\.1 dst=127\.0\.0\.1 type=8 code=0 id=\d+ packets=2 bytes=168 src=\S+ dst=\S+ type=0 code=0 id=\d+ packets=2 bytes=168 mark=0 use=1\n$/,
  );
  // The first request is the connection's first packet.
  expect(await run('iptables -nvL INPUT')).toMatch(/^ {4}3 {3}252 .*connbytes 2 connbytes mode packets/m);
  await run('iptables -F INPUT');
  expect(await run('sysctl -n net.netfilter.nf_conntrack_acct')).toBe('1\n');
});

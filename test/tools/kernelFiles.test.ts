/** /sys/class/net and /proc/net, as the kernel shows them. */
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

async function read(lines: string): Promise<string> {
  const machines = new Lab();
  let text = '';
  for (const line of lines.split('\n')) text = (await machines.sh(line)).stdout;
  return text;
}

test('a device has a directory with its settings, its counters and its bridge', async () => {
  const commands = `host# ip link add br0 type bridge
host# ip link add v0 type veth peer name v1
host# ip link set v0 master br0
host# ip link set br0 up
host# ip link set v0 up
host# ip link set v1 up`;
  expect(await read(`${commands}\nhost# ls /sys/class/net`)).toBe('br0\nens33\nlo\nv0\nv1\n');
  expect(await read(`${commands}\nhost# cd /sys/class/net/v0; cat mtu operstate carrier brport/state flags`)).toBe(
    '1500\nup\n1\n3\n0x1303\n',
  );
  expect(await read(`${commands}\nhost# ls /sys/class/net/br0/brif; cat /sys/class/net/br0/bridge/stp_state`)).toBe(
    'v0\n0\n',
  );
  expect(await read(`${commands}\nhost# readlink /sys/class/net/v0 /sys/class/net/v0/master`)).toBe(
    '../../devices/virtual/net/v0\n../br0\n',
  );
  expect(await read(`${commands}\nhost# cat /sys/class/net/v0/iflink /sys/class/net/v1/ifindex`)).toMatch(
    /^(\d+)\n\1\n$/,
  );
});

test('/proc/net has routes, neighbours and counters, and nobody writes there', async () => {
  expect(await read('host# cat /proc/net/route | head -2 | tail -1 | cut -f1-4')).toBe(
    'ens33\t00000000\t0146A8C0\t0003\n',
  );
  expect(await read('client# ping -c 1 192.168.70.6\nhost# cat /proc/net/arp | tail -1')).toBe(
    '192.168.70.1     0x1         0x2         00:50:56:c0:00:08     *        ens33\n',
  );
  expect(
    await read('client# ping -c 1 192.168.70.6\nhost# cat /proc/net/dev | grep ens33 | tr -s " " | cut -d" " -f3,4'),
  ).toMatch(/^\d+ 2\n$/);
  const machines = new Lab();
  const { stderr, exitCode } = await machines.sh('host# echo 1 > /sys/class/net/ens33/operstate');
  expect([stderr, exitCode]).toEqual(['bash: /sys/class/net/ens33/operstate: Permission denied\n', 1]);
});

test('limits of connection tracking can be read, and not set', async () => {
  expect(await read('host# sysctl net.netfilter.nf_conntrack_max')).toBe('net.netfilter.nf_conntrack_max = 262144\n');
  const machines = new Lab();
  expect((await machines.sh('host# sysctl -w net.netfilter.nf_conntrack_max=5')).stderr).toBe(
    'sysctl: setting key "net.netfilter.nf_conntrack_max": Invalid argument\n',
  );
  expect(
    await read(`host# iptables -A INPUT -m conntrack --ctstate NEW
client# ping -c 1 192.168.70.6
host# sysctl -n net.netfilter.nf_conntrack_count`),
  ).toBe('1\n');
});

/** Machines from dumps that leave things out: what is inferred, and what is listed as assumed. */
import { describe, expect, test } from 'vitest';
import { HostMachines, loadHost, readHost } from '../../lib/host';

const RULES = `*nat
:PREROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.18.0.0/16 ! -o br-app -j MASQUERADE
-A DOCKER -i br-app -j RETURN
-A DOCKER ! -i br-app -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.2:80
COMMIT
`;

function build(...texts: readonly string[]): HostMachines {
  return new HostMachines(readHost(texts.map((text, index) => ({ name: `dump${index}`, text }))));
}

function assumed(machines: HostMachines): string {
  return machines.assumptions.list.map(({ text }) => text).join('\n');
}

describe('rules alone', () => {
  const machines = build(RULES);

  test('give bridges, containers, docker-proxy, an uplink and a default route, each listed', () => {
    expect(machines.plan.devices.map(({ name, role }) => `${name} ${role}`).sort()).toEqual([
      'br-app bridge',
      'eth0 uplink',
      'lo loopback',
    ]);
    expect(machines.plan.containers).toMatchObject([
      { name: '172.18.0.2', endpoints: [{ bridge: 'br-app' }], listens: [{ protocol: 'tcp', port: 80 }] },
    ]);
    expect(machines.plan.proxies).toHaveLength(1);
    for (const what of [
      'br-app has the address 172.18.0.1/16',
      'The host is 192.0.2.10/24',
      'default route is by 192.0.2.1',
      'docker-proxy waits',
      'rp_filter is 0',
    ])
      expect(assumed(machines)).toContain(what);
  });
});

test('docker ps tells the name of whom a published port leads to', () => {
  const ps = `CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS                  NAMES
0123456789ab   nginx     "x"       1h ago    Up 1h     0.0.0.0:8080->80/tcp   web
`;
  expect(build(RULES, ps).plan.containers.map(({ name }) => name)).toEqual(['web']);
});

test('listeners that are shown say where docker-proxy waits, and that nothing else does', () => {
  const host = loadHost([
    { name: 'rules', text: RULES },
    { name: 'ss', text: 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))\n' },
  ]);
  expect(host.machines.plan.proxies).toEqual([]);
  expect(host.why({ from: '192.0.2.20', to: '192.0.2.10:22' }).fate).toBe('delivered');
  expect(host.why({ from: '192.0.2.20', to: '192.0.2.10:23' })).toMatchObject({
    fate: 'rejected',
    seen: 'Connection refused',
  });
});

describe('what is not modelled', () => {
  const unknown = (rule: string) =>
    build(`*filter\n:FORWARD ACCEPT [0:0]\n${rule}\n-A FORWARD -j DROP\nCOMMIT\n`).rules.unknown;

  test('a condition keeps its rule, which may match or not', () => {
    expect(unknown('-A FORWARD -p tcp -m geoip ! --src-cc DE -m tcp --dport 80 -j DROP')).toMatchObject([
      { table: 'filter', chain: 'FORWARD', rule: 1, why: '-m geoip ! --src-cc DE is not modelled', conditional: true },
    ]);
  });

  test('a target leaves the packet alone', () => {
    expect(unknown('-A FORWARD -p tcp -j NFQUEUE --queue-num 0')).toMatchObject([
      { rule: 1, why: 'what NFQUEUE does is not modelled', conditional: false },
    ]);
  });

  test('rules behind keep their numbers', () => {
    const host = loadHost([
      { name: 'rules', text: `*filter\n-A INPUT -m bogus --x 1 -j ACCEPT\n-A INPUT -j DROP\nCOMMIT\n` },
    ]);
    const answer = host.why({ from: '192.0.2.20', to: '192.0.2.10:22' });
    expect(answer.by).toMatchObject({ chain: 'INPUT', rule: 2 });
    expect(answer.unknown).toMatchObject([{ rule: 1, changes: 'delivered' }]);
  });

  test('a jump to a chain that was not printed', () => {
    const machines = build('*filter\n-A FORWARD -j ufw-before-forward\nCOMMIT\n');
    expect(assumed(machines)).toContain(
      'The chain ufw-before-forward of filter, which rules jump to, was not printed, and is empty.',
    );
  });
});

test('a connection of the dump has the time that it had left', () => {
  const text =
    'tcp 6 100 ESTABLISHED src=172.18.0.2 dst=198.51.100.7 sport=40000 dport=443 src=198.51.100.7 dst=192.0.2.10 sport=443 dport=40000 [ASSURED] mark=0 use=1\n';
  const { host, clock } = build(RULES, text);
  const [entry] = host.net.conntrack.entries(clock.now);
  expect(entry).toMatchObject({
    assured: true,
    sourceNat: true,
    destinationNat: false,
    expiresAt: clock.now + 100_000_000,
  });
  const answer = loadHost([
    { name: 'rules', text: RULES },
    { name: 'conntrack', text },
  ]).why({ from: '172.18.0.2:40000', to: '198.51.100.7:443', state: 'flags . length 52' });
  expect(answer.lines[0]).toContain('leaves by eth0 as 192.0.2.10:40000 -> 198.51.100.7:443');
});

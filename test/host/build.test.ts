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

test('where nothing listens, and where only a part was printed', () => {
  const empty = loadHost([{ name: 'rules', text: `${RULES}#### host$ ss -lntup\n#### host$ ip rule\n` }]);
  expect(empty.machines.plan.proxies).toEqual([]);
  expect(empty.why({ from: '192.0.2.20', to: '192.0.2.10:22' }).fate).toBe('rejected');
  const part = loadHost([{ name: 'rules', text: `${RULES}$ ss -lntp | grep 22\nLISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n` }]);
  expect(part.why({ from: '192.0.2.20', to: '192.0.2.10:23' }).fate).toBe('delivered');
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

describe('what is beyond', () => {
  const ROUTER = `net.ipv4.ip_forward = 1
1: lo: <LOOPBACK,UP> mtu 65536
    inet 127.0.0.1/8 scope host lo
2: lan: <BROADCAST,UP> mtu 1500
    inet 10.1.0.1/24 scope global lan
3: wan: <BROADCAST,UP> mtu 1500
    inet 192.0.2.10/24 scope global wan
default via 192.0.2.1 dev wan
10.9.0.0/24 via 10.1.0.3 dev lan
`;
  const router = (rules = '') => loadHost([{ name: 'router', text: `${ROUTER}${rules}` }]);
  const ask = (host: ReturnType<typeof loadHost>, from: string, to: string) =>
    host.why({ from, to }, { remedies: false });

  test('a host that routes between its uplinks: each side has machines of its own', () => {
    const nat = router('*nat\n-A POSTROUTING -o wan -j MASQUERADE\nCOMMIT\n');
    expect(ask(nat, '10.1.0.2', '198.51.100.7:443').to).toBe('198.51.100.7:443, which sees 192.0.2.10');
    expect(ask(nat, '10.1.0.2', '192.0.2.20:80').to).toBe('192.0.2.20:80, which sees 192.0.2.10');
    // Beyond the gateway nobody knows the way to 10.1.0.2.
    expect(ask(router(), '10.1.0.2', '198.51.100.7:443').fate).toBe('lost');
    expect(ask(router(), '10.9.0.5', '10.1.0.2').fate).toBe('delivered');
  });

  test('whoever a rule sends packets to is there', () => {
    const rules = '*nat\n-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.1.0.9:80\nCOMMIT\n';
    expect(ask(router(rules), 'outside', '192.0.2.10:8080').to).toBe('10.1.0.9:80, which sees 198.51.100.77');
  });

  test('unless the host found that nobody answers', () => {
    const rules = '*nat\n-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.1.0.9:80\nCOMMIT\n';
    const host = router(`${rules}#### host$ ip neigh\n10.1.0.9 dev lan FAILED\n`);
    expect(ask(host, 'outside', '192.0.2.10:8080')).toMatchObject({
      fate: 'lost',
      by: { text: expect.stringContaining('does not answer ARP') },
    });
  });

  test('nothing of a question is left for the next: repetitions, packets that wait', () => {
    const host = router(
      '*nat\n-A POSTROUTING -o wan -j MASQUERADE\nCOMMIT\n*filter\n-A FORWARD -p tcp -m tcp --tcp-flags SYN,ACK ACK -j DROP\n-A INPUT -p icmp -j DROP\nCOMMIT\n',
    );
    const lossy = ask(host, '10.1.0.2', '198.51.100.7:443');
    expect(lossy.fate).toBe('dropped');
    ask(host, 'outside', '192.0.2.10');
    const again = ask(host, '10.1.0.2', '198.51.100.7:443');
    expect(again.counters).toEqual(lossy.counters);
  });

  test('a mark counts for rp_filter where src_valid_mark says so', () => {
    const marked = (value: number) =>
      router(`net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.all.src_valid_mark = ${value}
0:	from all lookup local
100:	from all fwmark 0x1 lookup 100
32766:	from all lookup main
default via 10.1.0.3 dev lan table 100
*mangle
-A PREROUTING -i lan -j MARK --set-xmark 0x1/0xffffffff
COMMIT
`);
    expect(ask(marked(0), '198.51.100.9%lan', '192.0.2.10:22').by?.text).toBe('rp_filter on lan');
    expect(ask(marked(1), '198.51.100.9%lan', '192.0.2.10:22').by?.text).not.toBe('rp_filter on lan');
  });
});

test('what is not modelled is said, with its line', () => {
  const machines = build(`net.ipv4.conf.eth0.proxy_arp = 1
5: br0: <UP> mtu 1500
    bridge forward_delay 1500 vlan_filtering 1 vlan_protocol 802.1Q
*security
:INPUT ACCEPT [0:0]
COMMIT
*filter
-A INPUT -m time --timestart 08:00:00 --timestop 17:00:00 -j ACCEPT
COMMIT
`);
  expect(assumed(machines)).toContain('net.ipv4.conf.eth0.proxy_arp = 1 (dump0 line 1) is not modelled');
  expect(assumed(machines)).toContain('br0 keeps VLANs apart (vlan_filtering 1, dump0 line 2), which is not modelled');
  expect(assumed(machines)).toContain('rules ask for the time');
  expect(machines.rules.unknown).toEqual([]);
  expect(build('*security\n-A INPUT -j DROP\nCOMMIT\n').rules.unknown).toMatchObject([
    { table: 'security', chain: 'INPUT', rule: 1, why: 'the table security is not modelled' },
  ]);
});

test('an address of IPv6 is refused by name', () => {
  const host = loadHost([{ name: 'rules', text: RULES }]);
  expect(() => host.why({ from: 'outside', to: '[2001:db8::1]:80' })).toThrow(
    '"[2001:db8::1]:80" is an address of IPv6, whose packets are not modelled',
  );
});

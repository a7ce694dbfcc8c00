/** Who reaches what: each answer is the one that a fresh host gives to the same question, whatever was asked before. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reachDifferenceHtml, reachHtml } from '../../../lib/compare';
import { type Dump, loadHost, reachDifferenceText, reachRows, reachText } from '../../../lib/host';
import { caseDumps } from '../caseFiles';

const CASES = readdirSync(resolve(__dirname, '../../../data/cases')).map((name) => name.slice(0, 2));
const ADDRESSES: Dump = {
  name: 'ip address',
  text: '1: lo: <LOOPBACK,UP> mtu 65536\n    inet 127.0.0.1/8 scope host lo\n2: eth0: <UP> mtu 1500\n    inet 192.0.2.10/24 scope global eth0\n3: eth1: <UP> mtu 1500\n    inet 203.0.113.10/24 scope global eth1\n',
};
const LISTENERS: Dump = {
  name: 'ss -lntup',
  text: [
    'Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port',
    'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=9,fd=3))',
    'tcp LISTEN 0 128 127.0.0.1:5432 0.0.0.0:* users:(("postgres",pid=9,fd=3))',
    'tcp LISTEN 0 128 203.0.113.10:80 0.0.0.0:* users:(("nginx",pid=9,fd=3))',
    'udp UNCONN 0 0 0.0.0.0:53 0.0.0.0:* users:(("dnsmasq",pid=9,fd=3))',
    '',
  ].join('\n'),
};

function withRules(rules: string, nft = ''): readonly Dump[] {
  return [
    ADDRESSES,
    LISTENERS,
    { name: 'rules', text: `*filter\n:INPUT ACCEPT [0:0]\n${rules}\nCOMMIT\n` },
    ...(nft === '' ? [] : [{ name: 'nft list ruleset', text: nft }]),
  ];
}

function fates(dumps: readonly Dump[]): readonly string[] {
  return loadHost(dumps)
    .reach()
    .rows.map(
      ({ source, target, fate, by }) => `${source} -> ${target} ${fate}${fate === 'delivered' ? '' : ` ${by?.text}`}`,
    );
}

/** What a host that was not asked anything yet says. */
function freshFates(dumps: readonly Dump[]): readonly string[] {
  return loadHost(dumps)
    .reach()
    .rows.map(({ source, target, from, to, protocol }) => {
      const { fate, by } = loadHost(dumps).why({ from, to, protocol }, { remedies: false });
      return `${source} -> ${target} ${fate}${by === undefined ? '' : ` ${by.text}`}`;
    });
}

describe('every row is what the host says to the same question alone', () => {
  test.each(CASES.filter((number) => number !== '18'))('case %s', (number) => {
    const dumps = caseDumps(number);
    expect(fates(dumps)).toEqual(freshFates(dumps));
  });

  test.each([
    ['limit', '-A INPUT -p tcp -m limit --limit 1/hour --limit-burst 7 -j ACCEPT\n-A INPUT -p tcp -j DROP'],
    [
      'hashlimit',
      '-A INPUT -p tcp -m hashlimit --hashlimit-upto 1/hour --hashlimit-burst 7 --hashlimit-name h -j ACCEPT\n-A INPUT -p tcp -j DROP',
    ],
    [
      'recent',
      '-A INPUT -p tcp -m recent --rcheck --name seen -j DROP\n-A INPUT -p tcp --tcp-flags FIN FIN -m recent --set --name seen',
    ],
    ['quota', '-A INPUT -p tcp -m quota --quota 500 -j ACCEPT\n-A INPUT -p tcp -j DROP'],
    ['statistic', '-A INPUT -p tcp --syn -m statistic --mode nth --every 2 --packet 1 -j REJECT'],
  ])('rules that remember packets: %s', (_, rules) => {
    const dumps = withRules(rules);
    const rows = fates(dumps);
    expect(rows).toEqual(freshFates(dumps));
    expect(rows).toContain('outside by eth0 -> 0.0.0.0:22/tcp delivered');
    expect(rows).toContain('outside by eth1 -> 203.0.113.10:80/tcp delivered');
  });

  test('what nf_tables counts', () => {
    const nft =
      'table inet t {\n\tchain c {\n\t\ttype filter hook input priority 10; policy accept;\n\t\ttcp flags syn limit rate 1/hour burst 2 packets accept\n\t\ttcp flags syn drop\n\t}\n}\n';
    const dumps = withRules('', nft);
    expect(fates(dumps)).toEqual(freshFates(dumps));
    expect(
      new Set(
        loadHost(dumps)
          .reach()
          .rows.map(({ fate, target }) => `${fate} ${target.slice(-3)}`),
      ),
    ).toContain('delivered tcp');
    expect(loadHost(dumps).machines.memory.isLasting).toBe(true);
  });

  test('what a container refuses that nobody asked for by name', () => {
    const bridge =
      '4: docker0: <UP> mtu 1500\n    link/ether 02:42:00:00:00:01\n    inet 172.17.0.1/16 scope global docker0\n';
    const dumps = [
      { name: 'ip address', text: `${ADDRESSES.text}${bridge}` },
      LISTENERS,
      {
        name: 'docker exec c ss -lntup',
        text: `$ docker exec c ip address\n2: eth0: <UP> mtu 1500\n    inet 172.17.0.3/16 scope global eth0\n$ docker exec c ss -lntup\nNetid State Recv-Q Send-Q Local Address:Port Peer Address:Port\n`,
      },
      {
        name: 'rules',
        text: '*nat\n-A PREROUTING -i eth0 -p tcp -m multiport --dports 20:30 -j DNAT --to-destination 172.17.0.3\nCOMMIT\n',
      },
      { name: 'sysctl', text: 'net.ipv4.ip_forward = 1\n' },
    ];
    const rows = fates(dumps);
    expect(rows).toEqual(freshFates(dumps));
    expect(rows[0]).toContain('outside by eth0 -> 0.0.0.0:22/tcp rejected');
  });

  test('members that rules add to a set', () => {
    const dumps = [
      ...withRules(
        '-A INPUT -p tcp -m set --match-set seen src -j DROP\n-A INPUT -p tcp --tcp-flags FIN FIN -j SET --add-set seen src',
      ),
      { name: 'ipset save', text: 'create seen hash:ip family inet hashsize 1024 maxelem 65536\n' },
    ];
    const rows = fates(dumps);
    expect(rows).toEqual(freshFates(dumps));
    expect(rows.filter((row) => row.includes('22/tcp') && !row.endsWith('delivered'))).toEqual([]);
  });
});

describe('who asks for what', () => {
  const reach = loadHost(withRules('-A INPUT -i eth1 -p tcp --dport 22 -j DROP')).reach();

  test('the outside by each interface, the host and its loopback, each at the address that is nearest', () => {
    expect(reach.sources.map(({ name }) => name)).toEqual(['outside by eth0', 'outside by eth1', 'host', 'loopback']);
    expect(
      reach.rows.filter(({ target }) => target === '0.0.0.0:22/tcp').map(({ from, to }) => `${from} ${to}`),
    ).toEqual([
      'outside%eth0 192.0.2.10:22',
      'outside%eth1 203.0.113.10:22',
      'host 192.0.2.10:22',
      '127.0.0.1 127.0.0.1:22',
    ]);
  });

  test('what listens at one address is asked for there, and by the loopback only at its own', () => {
    const asked = reach.rows.filter(({ target }) => target === '203.0.113.10:80/tcp').map(({ source }) => source);
    expect(asked).toEqual(['outside by eth0', 'outside by eth1', 'host']);
  });

  test('a neighbour that asks for 127.0.0.1 is lost: it does not ask its own', () => {
    const asked = reach.rows.filter(({ target }) => target === '127.0.0.1:5432/tcp');
    expect(asked.map(({ source, fate }) => `${source} ${fate}`)).toEqual([
      'outside by eth0 lost',
      'outside by eth1 lost',
      'host delivered',
      'loopback delivered',
    ]);
    expect(asked[0]?.by?.text).toBe('martian destination');
  });

  test('what is dropped names its rule, what is delivered who answered', () => {
    const [row] = reach.rows.filter(({ fate }) => fate === 'dropped');
    expect(row).toMatchObject({ source: 'outside by eth1', target: '0.0.0.0:22/tcp', by: { chain: 'INPUT', rule: 1 } });
    expect(reach.rows[0]?.receiver).toBe('the host:22, which sees 198.51.100.77');
    expect(reach.rows[0]?.by).toMatchObject({ chain: 'INPUT', rule: 0 });
  });

  test('a container for each network that no rule names, or each container by itself', () => {
    const host = loadHost(caseDumps('24'));
    expect(host.reach().sources.map(({ name }) => name)).toContain('network br-0front');
    const names = host.reach({ detail: 'containers' }).sources.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('container'))).toEqual(['container 172.18.0.2']);
  });

  test('the two addresses of a container are two ports', () => {
    const host = loadHost(caseDumps('24'));
    expect(host.reach().targets.map(({ name }) => name)).toEqual([
      '0.0.0.0:5000/tcp',
      '172.18.0.2:80/tcp',
      '172.19.0.2:80/tcp',
    ]);
  });
});

describe('how it is shown', () => {
  const reach = loadHost(caseDumps('24')).reach();

  test('a matrix with notes', () => {
    const lines = reachText(reach).split('\n');
    expect(lines[0]).toBe('3 ports, 5 sources: 7 of 13 requests are delivered.');
    expect(lines[4]).toMatch(/^0\.0\.0\.0:5000\/tcp +172\.18\.0\.2:80 +lost \(1\) +yes +yes +lost \(1\) +yes$/);
    expect(lines[6]).toMatch(/dropped \(3\) +dropped \(4\) +yes +yes +-$/);
    expect(lines).toContain('  1: rp_filter on br-0back');
  });

  test('rows of CSV have the deciding rule in columns', () => {
    expect(reachRows(reach)[0]).toMatchObject({
      source: 'outside by eth0',
      fate: 'lost',
      backend: 'kernel',
      text: 'rp_filter on br-0back',
    });
  });

  test('pages show what others wrote as text', () => {
    const host = loadHost([
      ADDRESSES,
      { name: 'ss', text: 'tcp LISTEN 0 1 0.0.0.0:1 0.0.0.0:* users:(("<b>x",pid=9,fd=3))\n' },
    ]);
    const html = reachHtml('<i>', host.reach());
    expect(html).toContain('&lt;b&gt;x');
    expect(html).toContain('Who reaches what: &lt;i&gt;');
    expect(html).not.toContain('<b>');
    expect(html).toContain("default-src 'none'");
  });
});

describe('what a change opens and closes', () => {
  const before = loadHost(withRules('-A INPUT -i eth1 -p tcp --dport 22 -j DROP'));

  test('each row that was delivered and is not, or the other way round', () => {
    const after = before.after('iptables -D INPUT 1\niptables -A INPUT -i eth0 -p udp -j REJECT');
    const changes = before.reachDifference(after);
    expect(changes.map(({ source, target, kind }) => `${kind} ${source} ${target}`)).toEqual([
      'opened outside by eth1 0.0.0.0:22/tcp',
      'closed outside by eth0 0.0.0.0:53/udp',
    ]);
    expect(reachDifferenceText(changes).split('\n')[0]).toBe('1 opened, 1 closed, 0 changed:');
    expect(reachDifferenceHtml('a', 'b', changes)).toContain('<td>opened</td>');
  });

  test('stopped in another manner is a change, the same is none', () => {
    const [change, ...others] = before.reachDifference(
      before.after('iptables -R INPUT 1 -i eth1 -p tcp --dport 22 -j REJECT'),
    );
    expect(change).toMatchObject({ kind: 'changed', before: { fate: 'dropped' }, after: { fate: 'rejected' } });
    expect(others).toEqual([]);
    expect(before.reachDifference(before)).toEqual([]);
    expect(reachDifferenceText([])).toBe('Nothing was opened or closed.\n');
  });

  test('a port that is new was not there', () => {
    const extended = [ADDRESSES, { ...LISTENERS, text: `${LISTENERS.text}tcp LISTEN 0 128 0.0.0.0:8080 0.0.0.0:*\n` }];
    const changes = loadHost([ADDRESSES, LISTENERS]).reachDifference(loadHost(extended));
    expect(changes.map(({ target, kind }) => `${kind} ${target}`)).toEqual(
      new Array(4).fill('opened 0.0.0.0:8080/tcp'),
    );
    expect(changes[0]?.before).toBeUndefined();
  });
});

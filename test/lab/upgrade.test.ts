/** One session on two engines: what becomes of its requests, and of the rules. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlike, lab, observe, pathOf, type RequestPath, type Upgrade, upgrade } from '../../lib/lab';
import { compareRules, listedRules, newChanges } from '../../lib/lab/upgrade/ruleChanges';

const FROM = 'client# ip route add 172.16.0.0/12 via 192.168.70.6';
const CONTAINERS = [
  'host# systemctl start docker',
  'host# docker network create bridge1',
  'host# docker run -d --name c1 -p 8001:80 lkarrie/nginx1',
  'host# docker run -d --name c2 lkarrie/nginx1',
  'host# docker run -d --name d1 --network bridge1 -p 8002:80 lkarrie/nginx1',
  FROM,
];
const CURL = 'curl -sS -m 2 -o /dev/null';

/** Rows of the matrix of accesses of real engines, and requests like theirs. */
const ROWS: Readonly<Record<string, string>> = {
  'client to published': `client# ${CURL} http://192.168.70.6:8001`,
  'client to container, published port, routed': `client# ${CURL} http://172.17.0.2`,
  'client to container without published ports, routed': `client# ${CURL} http://172.17.0.3`,
  'own published via host ip': `host# docker exec c1 ${CURL} http://192.168.70.6:8001`,
  'other bridge to published via host ip': `host# docker exec c1 ${CURL} http://192.168.70.6:8002`,
  'other bridge direct, published port': `host# docker exec c1 ${CURL} http://172.18.0.2`,
  'host to 127.0.0.1': `host# ${CURL} http://127.0.0.1:8001`,
};
const MATRIX = JSON.parse(readFileSync(join(__dirname, '../../data/engines/matrix.json'), 'utf8')) as Readonly<
  Record<'proxy' | 'noproxy' | 'forward1', Readonly<Record<string, readonly string[]>>>
>;
const BEFORE = {
  proxy: [],
  noproxy: [`host# mkdir -p /etc/docker; echo '{"userland-proxy": false}' > /etc/docker/daemon.json`],
  forward1: ['host# sysctl -w net.ipv4.ip_forward=1'],
};

/** The first and the last column: 20.10 and 29. */
describe.each(['proxy', 'noproxy', 'forward1'] as const)('%s', (kind) => {
  test('requests end as on the real engines', async () => {
    const session = [...BEFORE[kind], ...CONTAINERS, ...Object.values(ROWS)].join('\n');
    const { requests } = await upgrade(session, { from: '20.10', to: '29' });
    const cells = Object.keys(ROWS).map((row) => MATRIX[kind][row] ?? MATRIX.proxy[row] ?? []);
    expect(requests.map(({ from, to }) => [from.path, to.path])).toEqual(
      cells.map((row) => [pathIn(row[0]), pathIn(row.at(-1))]),
    );
  }, 60_000);
});

function pathIn(cell = ''): RequestPath {
  if (cell.startsWith('x ')) return 'dropped';
  if (cell.startsWith('DNAT')) return 'DNAT';
  return cell === 'proxy' ? 'docker-proxy' : 'direct';
}

async function requestsOf(lines: readonly string[], from = '20.10', to = '29'): Promise<Upgrade['requests']> {
  return (await upgrade([...CONTAINERS, ...lines].join('\n'), { from, to })).requests;
}

test('who decided is a rule by name and text; the server saw the client, or a bridge', async () => {
  const [published, unpublished, between] = await requestsOf([
    `client# ${CURL} http://192.168.70.6:8001`,
    `client# ${CURL} http://172.17.0.3`,
    `host# docker exec c1 ${CURL} http://192.168.70.6:8002`,
  ]);
  expect(published).toMatchObject({ lineNumber: 7, differs: [], to: { sources: ['192.168.70.1'], exitCode: 0 } });
  expect(published?.to.decidedBy).toEqual([
    'nat DOCKER rule 1 DNAT: ! -i docker0 -p tcp -m tcp --dport 8001 -j DNAT --to-destination 172.17.0.2:80',
    expect.stringMatching(/^filter DOCKER rule 2 ACCEPT: -d 172\.17\.0\.2\/32 /),
  ]);
  expect(unpublished?.from).toMatchObject({ verdicts: ['dropped'], decidedBy: ['filter FORWARD policy DROP'] });
  expect(unpublished).toMatchObject({ differs: [], to: { sources: [], path: 'dropped', exitCode: 28 } });
  expect(unpublished?.to.decidedBy).toEqual(['raw PREROUTING rule 2 DROP: -d 172.17.0.3/32 ! -i docker0 -j DROP']);
  expect(between).toMatchObject({
    differs: ['path'],
    from: { decidedBy: ['nat DOCKER rule 2 RETURN: -i docker0 -j RETURN'] },
  });
  expect(between?.to.decidedBy[0]).toContain('! -i br-bridge1 ');
  expect([between?.from.sources, between?.to.sources]).toEqual([['172.18.0.1'], ['172.18.0.1']]);
}, 60_000);

test('each connection of a line has its own verdict, whatever the line’s exit code says', async () => {
  const [two, hidden, ping, closed] = await requestsOf([
    `client# ${CURL} http://172.17.0.2; ${CURL} http://192.168.70.6:8001`,
    `client# ${CURL} http://172.17.0.2 || true`,
    'client# ping -c 1 -W 1 192.168.70.6',
    `client# ${CURL} http://192.168.70.6:9`,
  ]);
  expect(two).toMatchObject({
    from: { verdicts: ['answered', 'answered'], sources: ['192.168.70.1', '192.168.70.1'], exitCode: 0 },
    to: { verdicts: ['dropped', 'answered'], exitCode: 0 },
    differs: ['verdict', 'source'],
  });
  expect(hidden).toMatchObject({ differs: ['verdict', 'path', 'source'], to: { verdicts: ['dropped'], exitCode: 0 } });
  expect(ping).toMatchObject({ differs: [], to: { verdicts: ['answered'], path: 'direct' } });
  expect(closed).toMatchObject({ differs: [], to: { verdicts: ['refused'], path: 'refused', decidedBy: [] } });
}, 60_000);

test('a container of an internal network has a route until 24 only', async () => {
  const [asked] = await requestsOf(
    [
      'host# docker network create --internal inside',
      'host# docker run -d --name i1 --network inside lkarrie/nginx1',
      `host# docker exec i1 ${CURL} http://192.168.70.1`,
    ],
    '24.0',
  );
  expect(asked).toMatchObject({
    from: { verdicts: ['dropped'], decidedBy: [expect.stringContaining('! -d 172.19.0.0/16 -i br-inside -j DROP')] },
    to: { verdicts: ['no route'], decidedBy: [] },
    differs: ['verdict', 'path'],
  });
}, 60_000);

test('between releases with the same rules nothing differs: what is drawn is no difference', async () => {
  const session = [...CONTAINERS, `client# ${CURL} http://192.168.70.6:8002`].join('\n');
  const same = await upgrade(session, { from: '27.5', to: '27.5', seed: 3 });
  expect(same).toMatchObject({ rules: { gone: [], come: [], reordered: [] }, steps: [], commands: [] });
  const alike = await upgrade(session, { from: '28.0', to: '28.1' });
  expect(alike).toMatchObject({ rules: { gone: [], come: [], reordered: [] }, from: '28.0.4', to: '28.1.1' });
  expect(isAlike(alike)).toBe(true);
  const macs = await upgrade(session, { from: '24.0', to: '26.1' });
  expect(macs.rules).toEqual({ gone: [], come: [], reordered: [] });
}, 60_000);

test('a command that ends in another way is told, with what it said', async () => {
  const result = await upgrade(
    [
      'host# systemctl start docker',
      'host# docker network create -o com.docker.network.bridge.gateway_mode_ipv4=nonsense one',
    ].join('\n'),
    { from: '20.10', to: '29' },
  );
  expect(result.commands).toMatchObject([{ lineNumber: 2, from: { exitCode: 0, error: '' }, to: { exitCode: 1 } }]);
  expect(result.commands[0]?.to.error).toContain('nonsense');
  expect(isAlike(result)).toBe(false);
}, 60_000);

test('an engine that does not exist', async () => {
  await expect(upgrade('host# true', { from: '20.10', to: '31' })).rejects.toThrow('there is no Docker engine "31"');
});

describe('rules', () => {
  const listed = (...rules: readonly string[]) =>
    listedRules(
      rules.map((rule, at) => ({ table: 'filter', chain: 'DOCKER', index: at + 1, rule, packets: 0, bytes: 0 })),
      (rule) => rule,
    );

  test('one that is there twice goes once; what is left in another order is told', () => {
    expect(compareRules(listed('a', 'a', 'b', 'c'), listed('c', 'b', 'a', 'd'))).toEqual({
      gone: ['filter -A DOCKER a'],
      come: ['filter -A DOCKER d'],
      reordered: ['filter DOCKER'],
    });
    expect(compareRules(listed('a', 'b'), listed('a', 'c', 'b')).reordered).toEqual([]);
  });

  test('chains and policies are listed, but not those that accept', () => {
    const row = { table: 'filter', index: 0, packets: 0, bytes: 0 } as const;
    const rows = [
      { ...row, chain: 'FORWARD', rule: 'policy DROP' },
      { ...row, chain: 'INPUT', rule: 'policy ACCEPT' },
      { ...row, chain: 'DOCKER', rule: 'policy -' },
    ];
    expect(listedRules(rows, (rule) => rule).map(({ text }) => text)).toEqual([
      'filter -P FORWARD DROP',
      'filter -N DOCKER',
    ]);
  });

  test('of a difference what was not there before is new', () => {
    const [one, two] = [compareRules(listed('a'), listed()), compareRules(listed('a', 'a'), listed('b'))];
    expect(newChanges(two, one)).toEqual({ gone: ['filter -A DOCKER a'], come: ['filter -A DOCKER b'], reordered: [] });
  });
});

describe('to nftables', () => {
  const session = [...CONTAINERS, ...Object.values(ROWS)];

  test('requests end as with iptables, decided by rules of nft', async () => {
    const options = { from: '29', to: '29', backend: 'nftables' } as const;
    const { to, requests, rules } = await upgrade(session.join('\n'), options);
    expect(to).toBe('29.7.2 with nftables');
    expect(requests.filter(({ differs }) => differs.length > 0)).toEqual([]);
    const decided = requests.map((request) => request.to.decidedBy.filter((rule) => rule.startsWith('ip ')));
    expect(decided.slice(0, 2)).toEqual([
      [
        'ip docker-bridges nat-prerouting-and-output rule 1 DNAT: iifname != "docker0" tcp dport 8001 counter dnat to 172.17.0.2:80 comment "DNAT"',
        'ip docker-bridges filter-forward-in__docker0 rule 3 ACCEPT: ip daddr 172.17.0.2 tcp dport 80 counter accept',
      ],
      [
        'ip docker-bridges raw-PREROUTING rule 1 DROP: ip daddr 172.17.0.2 iifname != "docker0" counter drop comment "DROP DIRECT ACCESS"',
      ],
    ]);
    expect(rules.come).toContain('ip docker-bridges chain filter-forward-in__br-bridge1');
    expect(rules.come).toContain('ip docker-bridges filter-FORWARD: oifname vmap @filter-forward-in-jumps');
  }, 60_000);

  test('on one host the policy DROP of the engine before stays, and nobody accepts any more', async () => {
    const host = await lab();
    const lines = [
      ...CONTAINERS,
      `host# mkdir -p /etc/docker; echo '{ "firewall-backend": "nftables" }' > /etc/docker/daemon.json`,
      'host# yum install -y docker-ce-29.7.2 docker-ce-cli-29.7.2 containerd.io; docker start c1',
    ];
    for (const line of lines) await host.sh(line);
    const published = await observe(host, `client# ${CURL} http://192.168.70.6:8001`);
    expect(pathOf(published)).toBe('dropped');
    expect(published.grown('ip docker-bridges', 'filter-forward-in__docker0', 3).packets).toBeGreaterThan(0);
    expect(published.grown('filter', 'FORWARD', 0).packets).toBeGreaterThan(0);
    await host.sh('host# iptables -P FORWARD ACCEPT');
    expect(pathOf(await observe(host, `client# ${CURL} http://192.168.70.6:8001`))).toBe('DNAT');
  }, 60_000);
});

/**
 * Who reaches whom, and by which way. The expected cells are those of a real host: Linux 6.18, dockerd 20.10.24, the same commands in
 * network namespaces.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  lab,
  matrixRows,
  observe,
  pathOf,
  type Request,
  type RequestCell,
  relayed,
  requestMatrix,
} from '../../../lib/lab';

const DAEMON_JSON = '/etc/docker/daemon.json';
const SUBNET = '--subnet 172.18.0.0/16 --gateway 172.18.0.1 -o com.docker.network.bridge.name=docker1';
const SETUP = [
  'systemctl start docker',
  'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1',
  'docker run --name ng3 -d lkarrie/nginx1',
  `docker network create bridge1 -d bridge ${SUBNET}`,
  'docker run --name ng2 -d -p 8002:80 --network bridge1 lkarrie/nginx2',
];
const KILL = 'kill -9 $(pgrep docker-proxy)';
const DELETE = 'iptables -t nat -D DOCKER 3';

async function machines(further: readonly string[] = [], daemonJson?: string) {
  const fresh = await lab();
  if (daemonJson !== undefined) await fresh.writeFile('host', DAEMON_JSON, daemonJson);
  await fresh.sh('client# nginx');
  for (const command of [...SETUP, ...further]) {
    const { exitCode, transcript } = await fresh.sh(`host# ${command}`);
    if (exitCode !== 0) throw new Error(transcript);
  }
  return fresh;
}

const curl = (from: string, to: string): Request => ({
  from,
  to,
  line: `${from}# curl -sS -o /dev/null --connect-timeout 3 http://${to}`,
});

const COLUMNS = {
  'as installed': () => machines(),
  'proxy killed': () => machines([KILL]),
  'DNAT deleted': () => machines([DELETE]),
  'both gone': () => machines([DELETE, KILL]),
  'userland-proxy=false': () => machines([], '{"userland-proxy": false}'),
};

const REAL = [
  ['client', '192.168.70.6:8001', 'DNAT', 'DNAT', 'docker-proxy', 'refused', 'DNAT'],
  ['host', '192.168.70.6:8001', 'DNAT', 'DNAT', 'docker-proxy', 'refused', 'DNAT'],
  ['host', '127.0.0.1:8001', 'docker-proxy', 'refused', 'docker-proxy', 'refused', 'DNAT'],
  ['host', '[::1]:8001', 'docker-proxy', 'refused', 'docker-proxy', 'refused', 'refused'],
  ['ng1', '192.168.70.6:8001', 'docker-proxy', 'refused', 'docker-proxy', 'refused', 'DNAT'],
  ['ng3', '192.168.70.6:8001', 'docker-proxy', 'refused', 'docker-proxy', 'refused', 'DNAT'],
  ['ng2', '192.168.70.6:8001', 'docker-proxy', 'refused', 'docker-proxy', 'refused', 'dropped'],
  ['client', '172.17.0.2', 'no route', 'no route', 'no route', 'no route', 'no route'],
  ['ng3', '172.17.0.2', 'direct', 'direct', 'direct', 'direct', 'direct'],
  ['ng2', '172.17.0.2', 'dropped', 'dropped', 'dropped', 'dropped', 'dropped'],
  ['ng1', '192.168.70.1', 'direct', 'direct', 'direct', 'direct', 'direct'],
] as const;

let cells: readonly RequestCell[] = [];

beforeAll(async () => {
  cells = await requestMatrix(
    REAL.map(([from, to]) => curl(from, to)),
    COLUMNS,
  );
});

describe.each(REAL)('%s asks %s', (from, to, ...ways) => {
  test.each(Object.keys(COLUMNS).map((column, index) => [column, ways[index]] as const))('%s: %s', (column, way) => {
    expect(cells.find((cell) => cell.from === from && cell.to === to && cell.column === column)?.path).toBe(way);
  });
});

test('a row of the table has a cell for each column, in their order', () => {
  const [first] = matrixRows(cells);
  expect(matrixRows(cells)).toHaveLength(REAL.length);
  expect(Object.keys(first ?? {})).toEqual(['from', 'to', ...Object.keys(COLUMNS)]);
});

test('a client that has a route reaches a published port’s container directly', async () => {
  const fresh = await machines();
  await fresh.sh('client# ip route add 172.17.0.0/16 via 192.168.70.6');
  expect(pathOf(await observe(fresh, curl('client', '172.17.0.2').line))).toBe('direct');
});

test('what a tool refuses to model is no network’s answer', async () => {
  expect(pathOf(await observe(await machines(), 'host# curl -sS https://192.168.70.6'))).toBe('not modelled');
});

test('an ICMP error is a refusal, though a rule was the end', async () => {
  const fresh = await machines(['iptables -I DOCKER-USER -i ens33 -j REJECT']);
  expect(pathOf(await observe(fresh, curl('client', '192.168.70.6:8001').line))).toBe('refused');
});

test('a connection that nobody relayed has no second half', async () => {
  const fresh = await machines();
  expect(relayed((await observe(fresh, curl('host', '172.17.0.2').line)).journeys)).toEqual([]);
  expect(relayed((await observe(fresh, curl('ng1', '192.168.70.6:8001').line)).journeys)).toMatchObject([
    { source: expect.stringMatching(/^172\.17\.0\.1:/), destination: '172.17.0.2:80' },
  ]);
});

test.each([
  ['-j DROP', 'dropped'],
  ['-j REJECT', 'refused'],
])('a ping that meets %s is %s', async (target, path) => {
  const fresh = await lab();
  await fresh.sh(`host# iptables -A INPUT -p icmp ${target}`);
  expect(pathOf(await observe(fresh, 'client# ping -c 1 -W 1 192.168.70.6'))).toBe(path);
});

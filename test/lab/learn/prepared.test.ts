/** Machines that are prepared by lines, and the numbers that are read off what was observed on them by name. */
import { beforeAll, describe, expect, test } from 'vitest';
import { cellRows, measureNamed, type Observation, observe, prepared, requestMatrix } from '../../../lib/lab';

const published = prepared('host# systemctl start docker', 'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
const PAGE = 'curl -sS -o /dev/null http://192.168.70.6:8001';

describe('prepared machines', () => {
  test('are new each time, and further lines leave the others as they were', async () => {
    const dropping = published.and('host# iptables -I DOCKER-USER -j DROP');
    const [first, second, other] = [await published(), await published(), await dropping()];
    expect(first).not.toBe(second);
    const rules = [first, other].map(
      (machines) => machines.counters().filter(({ chain }) => chain === 'DOCKER-USER').length,
    );
    expect(rules).toEqual([2, 3]);
    await first.sh('host# iptables -F DOCKER-USER');
    expect(second.counters().filter(({ chain }) => chain === 'DOCKER-USER')).toHaveLength(2);
  });

  test('replay a session’s file up to a line', async () => {
    const machines = await prepared({
      replay: 'data/article/article.session',
      before: 'docker run --name box',
    })();
    const { stdout } = await machines.sh('host# docker ps -aq; brctl show | wc -l');
    expect(stdout).toBe('2\n');
  });

  test('can have another engine, before and after further lines', async () => {
    const later = published.and('host# docker stop ng1');
    const versions = [
      published.on({ engine: '28.5' }),
      later.on({ engine: '29' }),
      published.on({ engine: '27' }).and('host# true'),
      later,
    ];
    const engines: string[] = [];
    for (const make of versions)
      engines.push((await (await make()).sh('host# docker --version')).stdout.split(/[ ,]/)[2] ?? '');
    expect(engines).toEqual(['28.5.2', '29.7.2', '27.5.1', '20.10.24']);
    expect((await (await later.on({ engine: '29' })()).sh('host# docker ps -q')).stdout).toBe('');
  });

  test('are none when a line fails, which the error shows', async () => {
    await expect(published.and('host# iptables -D INPUT 1')()).rejects.toMatchObject({
      code: 'EXPERIMENT_FAILED',
      message: expect.stringContaining('host# iptables -D INPUT 1'),
    });
  });
});

describe('a measure by its name', () => {
  let seen: Observation;
  let relayed: Observation;
  beforeAll(async () => {
    const machines = await published();
    seen = await observe(machines, `client# ${PAGE}`);
    relayed = await observe(machines, `ng1# ${PAGE}`);
  });

  test.each([
    ['exit code', 0, 0],
    ['nat DOCKER 2', 1, 0],
    ['nat DOCKER 2 bytes', 60, 0],
    ['filter INPUT', 0, 12],
    ['connections by docker-proxy', 0, 1],
    ['SYNs in PREROUTING', 1, 1],
    ['SYNs in OUTPUT', 0, 1],
    ['translated packets in FORWARD', 7, 0],
    ['translated packets in INPUT', 0, 0],
    ['rules in raw', 0, 0],
    ['rules in nat', 6, 6],
    ['rules in nat DOCKER', 2, 2],
    ['DROP rules in filter', 1, 1],
    ['DROP rules in filter DOCKER-USER', 0, 0],
  ])('%s', (name, fromOutside, fromInside) => {
    expect([seen, relayed].map((one) => measureNamed(name)?.(one))).toEqual([fromOutside, fromInside]);
  });

  test.each(['exit', 'rules in', 'SYNs in CHAIN', 'nat', 'mangle '])('%j is none', (name) => {
    expect(measureNamed(name)).toBeUndefined();
  });
});

test('a row’s rule is that of the listing, and one that is not there is an error', async () => {
  const seen = await observe(await published(), `client# ${PAGE}`);
  expect(seen.row('nat', 'DOCKER', 2).rule).toContain('-j DNAT');
  expect(seen.row('filter', 'FORWARD', 0)).toMatchObject({ rule: 'policy DROP' });
  expect(() => seen.row('nat', 'DOCKER', 9)).toThrow('there is no rule 9 in chain DOCKER of table nat');
});

test('each cell of a matrix is a row', async () => {
  const requests = [{ from: 'client', to: 'the page', line: `client# ${PAGE}` }];
  const cells = await requestMatrix(requests, {
    here: published,
    closed: published.and('host# iptables -P FORWARD DROP; iptables -F'),
  });
  expect(cellRows(cells)).toEqual([
    { from: 'client', to: 'the page', machines: 'here', path: 'DNAT' },
    { from: 'client', to: 'the page', machines: 'closed', path: 'dropped' },
  ]);
});

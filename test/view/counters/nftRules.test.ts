/** Rules of nft among counters, in charts, on paths and in claims. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Lab, lab, type Observation, observe, pathOf } from '../../../lib/lab';
import { measureNamed } from '../../../lib/lab/learn/measures';
import { deltaChart, isDropping } from '../../../lib/view/counters/deltaChart';
import { inKernelOrder } from '../../../lib/view/counters/kernelOrder';
import { ruleText } from '../../../lib/view/counters/ruleLabel';
import { pathMap } from '../../../lib/view/path/pathMap';
import { stepThrough } from '../../../lib/view/steps/stepThrough';

const DOCKER = 'ip docker-bridges';
let machines: Lab;
let published: Observation;

beforeAll(async () => {
  machines = await lab({ engine: '29', firewallBackend: 'nftables' });
  await machines.sh('host# sysctl -w net.ipv4.ip_forward=1; systemctl start docker');
  await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  published = await observe(machines, 'client# curl -sS http://192.168.70.6:8001');
});

describe('counters of nft', () => {
  test('rows are rules with a counter, in the order in which packets come to their chains, behind those of iptables', () => {
    const rows = machines.counters().filter(({ table }) => table === DOCKER);
    expect(rows.map(({ chain, index }) => `${chain} ${index}`)).toEqual([
      'raw-PREROUTING 1',
      'nat-PREROUTING 1',
      'nat-prerouting-and-output 1',
      'filter-forward-in__docker0 1',
      'filter-forward-in__docker0 2',
      'filter-forward-in__docker0 3',
      'filter-forward-in__docker0 4',
      'filter-forward-out__docker0 1',
      'filter-forward-out__docker0 2',
      'nat-OUTPUT 1',
      'nat-postrouting-out__docker0 1',
    ]);
    const shuffled = [...published.deltas].reverse();
    const chains = new Set(inKernelOrder([...published.deltas]).map(({ table }) => table));
    expect([...chains]).toEqual(['filter', DOCKER]);
    expect(inKernelOrder(shuffled).map(({ table }) => table)).toEqual(published.deltas.map(({ table }) => table));
  });

  test('what a rule grew by, by its place and by the name of a measure', () => {
    expect(published.grown(DOCKER, 'filter-forward-in__docker0', 3)).toMatchObject({ packets: 1, bytes: 60 });
    expect(measureNamed(`${DOCKER} filter-forward-in__docker0 3 bytes`)?.(published)).toBe(60);
    expect(measureNamed(`drop rules in ${DOCKER} raw-PREROUTING`)?.(published)).toBe(1);
    expect(measureNamed(`rules in ${DOCKER}`)?.(published)).toBe(11);
  });

  test('the request went by DNAT, a direct one is dropped by a rule, and the host’s own by docker-proxy', async () => {
    expect(pathOf(published)).toBe('DNAT');
    await machines.sh('client# ip route add 172.17.0.0/16 via 192.168.70.6');
    const direct = await observe(machines, 'client# curl -sS -m 2 http://172.17.0.2');
    expect(pathOf(direct)).toBe('dropped');
    expect(direct.deltas.filter(isDropping).map(({ chain, packets }) => [chain, packets])).toEqual([
      ['raw-PREROUTING', 2],
    ]);
    expect(pathOf(await observe(machines, 'host# curl -sS http://127.0.0.1:8001'))).toBe('docker-proxy');
  });
});

test('labels leave out that a rule counts; a comment that says drop drops nothing', () => {
  expect(ruleText('ip daddr 172.17.0.2 tcp dport 80 counter accept')).toBe('ip daddr 172.17.0.2 tcp dport 80 accept');
  expect(ruleText('-m comment --comment "a counter" -j counter')).toBe('/* a counter */ counter');
  expect(isDropping({ rule: 'counter drop comment "UNPUBLISHED PORT DROP"' })).toBe(true);
  expect(isDropping({ rule: 'counter accept comment "no drop"' })).toBe(false);
  expect(isDropping({ rule: '-m comment --comment drop -j ACCEPT' })).toBe(false);
});

test('a path map names table, chain and rule; of a map of verdicts no packets are counted in steps', () => {
  const text = pathMap(published.journeys, { title: 'Path' }).toText();
  expect(text).toContain('filter-forward-in__docker0 rule 3 ACCEPT');
  const steps = stepThrough(published, { title: 'Steps' }).toText();
  expect(steps).toContain('nat-prerouting-and-output rule 1, DNAT to 172.17.0.2:80: 0 → 1 packets\n');
  expect(steps).toContain('filter-FORWARD rule 1, vmap\n');
  expect(steps).toContain('raw-PREROUTING policy, ACCEPT\n');
});

test('another container zeroes what the first one counted: a chart says that it fell', async () => {
  await observe(machines, 'client# curl -sS http://192.168.70.6:8001');
  const { deltas } = await observe(machines, 'host# docker run --name ng2 -d -p 8002:80 lkarrie/nginx1');
  const fallen = deltas.filter(({ packets }) => packets < 0);
  expect(fallen.map(({ chain, packetsAfter }) => [chain, packetsAfter])).toContainEqual([
    'nat-prerouting-and-output',
    0,
  ]);
  const chart = deltaChart(fallen, { title: 'Fallen' });
  const svg = chart.toSvg();
  expect(svg).toMatch(/fell by 2 packets, 120 bytes/);
  const widths = [...svg.matchAll(/ width="(-?[\d.]+)"/g)].map(([, width]) => Number(width));
  expect(Math.min(...widths)).toBeGreaterThan(0);
});

/** Each access on each engine comes to what it came to on the real one; see data/README.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  accesses,
  accessMachines,
  accessPath,
  observe,
  type RequestCell,
  readAccess,
  requestMatrix,
} from '../../lib/lab';
import { cellWords } from '../../lib/lab/learn/cellWords';

const DATA = join(__dirname, '../../data/engines');
const MATRIX = JSON.parse(readFileSync(join(DATA, 'matrix.json'), 'utf8')) as Readonly<
  Record<'proxy' | 'noproxy' | 'forward1', Readonly<Record<string, readonly string[]>>>
>;
const ENGINES = ['20.10', '27.5', '28.1', '28.5', '29.7'];
const FORWARDING = 'host# sysctl -w net.ipv4.ip_forward=1';

/** The matrix's words, by a cell's. */
const WORDS: Readonly<Record<string, string>> = {
  DNAT: 'DNAT',
  'DNAT + MASQUERADE': 'DNAT+masq',
  'docker-proxy': 'proxy',
  direct: 'ok',
  'direct + MASQUERADE': 'ok masq',
  'dropped in raw': 'x raw',
  'dropped in raw, as loopback': 'x loopback',
  'dropped by the policy': 'x policy',
  'dropped by isolation': 'x isolation',
  'dropped as internal': 'x internal',
  'dropped as unpublished': 'x unpublished',
  'dropped by icc=false': 'x icc',
  'no answer': 'x reply',
  'no route': 'no route',
  refused: 'refused',
  'not there': '-',
};

test('the accesses are all that were asked over IPv4, each a line of its own', () => {
  expect(accesses.map(({ name }) => name)).toEqual(Object.keys(MATRIX.proxy));
  expect(new Set(accesses.map(({ line }) => line)).size).toBe(accesses.length);
  expect(new Set(accesses.map(({ from, to }) => `${from} ${to}`)).size).toBe(accesses.length);
});

describe.each(ENGINES)('%s', (engine) => {
  const column = ENGINES.indexOf(engine);
  let cells: readonly RequestCell[];
  beforeAll(async () => {
    cells = await requestMatrix(accesses, { [engine]: accessMachines({ engine }) }, accessPath);
  }, 60_000);

  test('as the real engine', () => {
    const found = cells.map((cell, index) => [accesses[index]?.name, WORDS[cellWords(cell)] ?? cellWords(cell)]);
    expect(found).toEqual(accesses.map(({ name }) => [name, MATRIX.proxy[name]?.[column]]));
  });
});

test('29 with nftables as 29 with iptables', async () => {
  const machines = accessMachines({ engine: '29', firewallBackend: 'nftables' }, FORWARDING);
  const cells = await requestMatrix(accesses, { 29: machines }, accessPath);
  const found = cells.map((cell, index) => [accesses[index]?.name, WORDS[cellWords(cell)] ?? cellWords(cell)]);
  expect(found).toEqual(accesses.map(({ name }) => [name, MATRIX.proxy[name]?.at(-1)]));
}, 60_000);

test.each([
  ['noproxy', `host# mkdir -p /etc/docker; echo '{"userland-proxy": false}' > /etc/docker/daemon.json`],
  ['forward1', FORWARDING],
] as const)(
  '%s: lines before the engine, 29',
  async (kind, line) => {
    const asked = accesses.filter(({ name }) => MATRIX[kind][name] !== undefined);
    const cells = await requestMatrix(asked, { 29: accessMachines({ engine: '29' }, line) }, accessPath);
    expect(cells.map((cell) => WORDS[cellWords(cell)])).toEqual(asked.map(({ name }) => MATRIX[kind][name]?.at(-1)));
  },
  60_000,
);

test('a real engine’s counters have the places of the machines’ rules', async () => {
  const machines = await accessMachines({ engine: '28.5' })();
  const seen = await observe(machines, 'd1# nc -w 2 172.17.0.2 80');
  const file = join(DATA, 'accesses/28.5.2-legacy.json');
  const { result, deltas } = readAccess(file, 'other bridge direct, published port', seen.after);
  expect(result).toBe('TIMEOUT');
  expect(deltas).toMatchObject([
    { table: 'raw', chain: 'PREROUTING', index: 1, rule: '-d 172.17.0.2/32 ! -i docker0 -j DROP', packets: 2 },
  ]);
  expect(() => readAccess(file, 'nobody to nowhere', seen.after)).toThrow('there is no access "nobody to nowhere" in ');
  expect(() => readAccess(file, 'client to published', [])).toThrow('the machines have no rule "');
}, 60_000);

/** Releases and settings of which no capture is in data/: what each access comes to, and what decides it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { access, type CapturedAccess, capturedMachine, readAccesses, statesBeforeAccesses, take } from './captured';
import { nativeMachine } from './native';

type Cells = Readonly<Record<string, readonly string[]>>;

/** By access; a column for each of 20.10 to 26, 27, 28.0 and 28.1, 28.2 and later, 29; `forward1` has none for 28.0. */
const MATRIX = JSON.parse(readFileSync(join(__dirname, '../../../data/engines/matrix.json'), 'utf8')) as {
  readonly proxy: Cells;
  readonly noproxy: Cells;
  readonly forward1: Cells;
};

test.each([
  { engine: '26.1.5', kind: 'proxy', column: 0 },
  { engine: '28.0.0', kind: 'noproxy', column: 2 },
  { engine: '28.0.1', kind: 'proxy', column: 2 },
  { engine: '28.1.1', kind: 'noproxy', column: 2 },
  { engine: '28.2.0', kind: 'forward1', column: 3 },
  { engine: '29.0.0', kind: 'noproxy', column: 4 },
  { engine: '29.0.0-native', kind: 'noproxy', column: 4 },
  { engine: '29.0.0-native', kind: 'proxy', column: 4 },
] as const)('$engine, $kind', ({ engine, kind, column }) => {
  const userlandProxy = kind !== 'noproxy';
  const isNative = engine === '29.0.0-native';
  const docker = isNative ? nativeMachine(userlandProxy) : capturedMachine(engine, { userlandProxy });
  if (kind === 'forward1') docker.machine.net.sysctl.set('net.ipv4.ip_forward', '1');
  for (const state of statesBeforeAccesses('28.5.2-legacy')) take(docker, state);
  for (const asked of readAccesses('28.5.2-legacy').filter(({ what }) => MATRIX.proxy[what] !== undefined)) {
    const { what } = asked;
    const cell = MATRIX[kind][what]?.[kind === 'forward1' ? column - 1 : column] ?? MATRIX.proxy[what]?.[column];
    // The column is that of 20.10; 25 and 26 have no route into internal networks' outside.
    // That container does not start with nftables.
    const isRefused = isNative && !userlandProxy && /^client to published (range|on one address)$/.test(what);
    const isNoRoute = engine === '26.1.5' && /^internal to (outside|published|container)/.test(what);
    expect(verdictsOf(access(docker, asked)), `${what}: ${cell}`).toContain(
      isNoRoute ? 'no route' : isRefused ? 'refused' : cell,
    );
  }
});

/** The cells that an outcome may be: what the server saw tells apart what dropping rules do not. */
function verdictsOf({ result, counted }: Pick<CapturedAccess, 'result' | 'counted'>): readonly string[] {
  if (result === 'ECONNREFUSED') return ['refused'];
  if (result === 'ENETUNREACH') return ['no route'];
  if (result.startsWith('OK')) return /saw [\d.]+\.0\.1$/.test(result) ? ['proxy', 'DNAT+masq', 'ok masq', 'ok'] : OPEN;
  const drops = counted.map(([, , rule]) => rule).filter((rule) => / (DROP|drop comment .*)$/.test(rule));
  const [, verdict = drops.join()] = DROPS.find(([pattern]) => drops.some((rule) => pattern.test(rule))) ?? [];
  return [verdict === '' ? 'x reply' : verdict];
}

const OPEN = ['DNAT', 'DNAT+masq', 'ok', 'ok masq'];
const DROPS: readonly (readonly [RegExp, string])[] = [
  [/^raw -A PREROUTING -d 127|REMOTE LOOPBACK/, 'x loopback'],
  [/^raw|DIRECT ACCESS/, 'x raw'],
  [/STAGE-2/, 'x isolation'],
  [/policy/, 'x policy'],
  [/STAGE-1|INTERNAL/, 'x internal'],
  [/UNPUBLISHED/, 'x unpublished'],
  [/ drop comment "ICC"/, 'x icc'],
  [/-A DOCKER ! -i/, 'x unpublished'],
  [/-i (\S+) -o \1 -j/, 'x icc'],
];

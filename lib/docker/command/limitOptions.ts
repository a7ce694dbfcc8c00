/** `--memory`, `--memory-swap`, `--cpus`, `--cpu-shares`. docker/cli: opts/opts.go. */
import type { ContainerLimits } from '../container/container';
import type { Flags } from './flags';

const UNITS = 'kmgtp';
const NANO = 1e9;

/** What pflag says of their values as soon as it reads them. */
export const LIMIT_CHECKS: readonly (readonly [string, (value: string) => string | undefined])[] = [
  ['memory', (value) => (bytesOf(value) === undefined ? `invalid size: '${value}'` : undefined)],
  ['memory-swap', (value) => (value === '-1' || bytesOf(value) !== undefined ? undefined : `invalid size: '${value}'`)],
  [
    'cpus',
    (value) => {
      if (!/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(value)) return `failed to parse ${value} as a rational number`;
      return (value.split('.')[1]?.length ?? 0) > 9 ? 'value is too precise' : undefined;
    },
  ],
  [
    'cpu-shares',
    (value) => (/^[-+]?\d+$/.test(value) ? undefined : `strconv.ParseInt: parsing "${value}": invalid syntax`),
  ],
];

/** `64m`, `1.5g`. go-units: size.go (RAMInBytes). */
function bytesOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(text) ?? [];
  return digits === undefined
    ? undefined
    : Math.floor(Number(digits) * 1024 ** (UNITS.indexOf(unit.toLowerCase() || '-') + 1));
}

/** The limits that are asked for. */
export function readLimits(flags: Flags): ContainerLimits {
  const size = (name: string) => (flags.value(name) === '-1' ? -1 : (bytesOf(flags.value(name) ?? '0') ?? 0));
  return {
    memory: size('memory'),
    memorySwap: size('memory-swap'),
    nanoCpus: Math.round(Number(flags.value('cpus') ?? 0) * NANO),
    cpuShares: Number(flags.value('cpu-shares') ?? 0),
  };
}

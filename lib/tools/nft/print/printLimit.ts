/** Limits and quotas as nft writes them: in rules, and as objects. */
import { type LimitValue, type QuotaValue, USUAL_BURST } from '../../../netfilter/nf';

const PERIODS: readonly (readonly [number, string])[] = [
  [1, 'second'],
  [60, 'minute'],
  [3600, 'hour'],
  [86_400, 'day'],
  [604_800, 'week'],
];

export function formatLimit({ rate, unit, per, burst, over }: LimitValue): string {
  const amount = unit === 'packets' ? `${rate}` : `${formatSize(rate)}`;
  const burstText =
    unit === 'packets'
      ? burst === USUAL_BURST
        ? ''
        : ` burst ${burst} packets`
      : burst === 0
        ? ''
        : ` burst ${formatSize(burst)}`;
  return `rate ${over ? 'over ' : ''}${amount}/${periodName(per)}${burstText}`;
}

export function periodName(per: number): string {
  return PERIODS.find(([length]) => length === per)?.[1] ?? 'second';
}

/** Bytes in the largest unit of which they are a whole number. */
export function sizeInUnits(bytes: number): readonly [amount: number, unit: string] {
  if (bytes > 0 && bytes % (1024 * 1024) === 0) return [bytes / (1024 * 1024), 'mbytes'];
  return bytes > 0 && bytes % 1024 === 0 ? [bytes / 1024, 'kbytes'] : [bytes, 'bytes'];
}

function formatSize(bytes: number): string {
  return sizeInUnits(bytes).join(' ');
}

export function formatQuota({ bytes, used, over }: QuotaValue, stateless: boolean): string {
  return `${over ? 'over ' : ''}${formatSize(bytes)}${used === 0 || stateless ? '' : ` used ${formatSize(used)}`}`;
}

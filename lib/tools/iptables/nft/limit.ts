/** Rates of `-m limit` as nf_tables has them: so many in a second, minute, hour or day. Userspace: add_nft_limit, iptables/nft.c; nft_parse_limit, nft-shared.c. */
import { LIMIT_SCALE, type LimitMatch } from '../../../netfilter';
import type { LimitValue } from '../../../netfilter/nf';

/** Seconds. */
const UNITS = [24 * 60 * 60, 60 * 60, 60, 1];
const DAY = 24 * 60 * 60;
/** What stands for no burst at all. Linux: NFT_LIMIT_PKT_BURST_DEFAULT. */
const USUAL_BURST = 5;

/** In the largest unit in which nearly a whole number comes out. */
export function encodeLimit({ average, burst }: LimitMatch): LimitValue {
  let unit = DAY;
  for (const smaller of UNITS.slice(1)) {
    const period = smaller * LIMIT_SCALE;
    if (average > period || Math.floor(period / average) < period % average) break;
    unit = smaller;
  }
  const rate = Math.floor((unit * LIMIT_SCALE) / average);
  return { rate, unit: 'packets', per: unit, burst: burst === 0 ? USUAL_BURST : burst, over: false };
}

/** What of it comes back. */
export function decodeLimit({ rate, per, burst }: LimitValue): LimitMatch {
  return { kind: 'limit', average: Math.floor((per * LIMIT_SCALE) / rate), burst };
}

/** Reads limits and quotas: in rules, and as objects. */
import type { LimitNode } from '../node';
import { NftError } from '../source';
import type { Tokens } from './tokens';

const PERIODS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };

const BYTES: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1024 * 1024 };

/** `rate over 10/second burst 5 packets`, behind `limit`. */
export function parseLimit(tokens: Tokens): LimitNode {
  tokens.expect('rate', 'rate');
  const over = tokens.accept('over');
  if (!over) tokens.accept('until');
  const amount = tokens.number();
  const { unit, size, per } = parseRate(tokens);
  const burst = tokens.accept('burst') ? parseBurst(tokens) : undefined;
  return { rate: amount * size, unit, per, burst, over };
}

/** `/second`, `mbytes/second`: a slash may be a part of a word. */
function parseRate(tokens: Tokens): {
  readonly unit: 'packets' | 'bytes';
  readonly size: number;
  readonly per: number;
} {
  const at = tokens.here;
  const [unitName = '', period = ''] = tokens.accept('/')
    ? ['', tokens.name().text]
    : tokens.name('string or bytes or /').text.split('/');
  const per = Object.hasOwn(PERIODS, period) ? PERIODS[period] : undefined;
  const size = unitName === '' ? 1 : Object.hasOwn(BYTES, unitName) ? BYTES[unitName] : undefined;
  if (per === undefined || size === undefined) throw new NftError('Wrong unit format', at);
  return { unit: unitName === '' ? 'packets' : 'bytes', size, per };
}

function parseBurst(tokens: Tokens): number {
  const amount = tokens.number();
  if (tokens.accept('packets')) return amount;
  const { text } = tokens.peek();
  const size = Object.hasOwn(BYTES, text) ? BYTES[text] : undefined;
  if (size === undefined) throw tokens.unexpected('string or bytes or packets');
  tokens.next();
  return amount * size;
}

/** `over 25 mbytes used 3 bytes`. */
export function parseQuota(tokens: Tokens): { readonly bytes: number; readonly used: number; readonly over: boolean } {
  const over = tokens.accept('over');
  if (!over) tokens.accept('until');
  const bytes = parseSize(tokens);
  return { bytes, used: tokens.accept('used') ? parseSize(tokens) : 0, over };
}

function parseSize(tokens: Tokens): number {
  const amount = tokens.number();
  const at = tokens.here;
  const { text } = tokens.name('string or bytes');
  const size = Object.hasOwn(BYTES, text) ? BYTES[text] : undefined;
  if (size === undefined) throw new NftError('Wrong unit format', at);
  return amount * size;
}

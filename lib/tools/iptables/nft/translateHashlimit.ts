/** `-m hashlimit` in the words of nft. Userspace: hashlimit_mt_xlate, extensions/libxt_hashlimit.c. */
import type { HashlimitMatch, HashlimitPart } from '../../../netfilter';
import { HASHLIMIT_SCALE } from '../../../netfilter/hashlimitBuckets';
import type { CompatProtocol } from '../../../netfilter/nf';
import { formatIpv4, maskOfLength } from '../../../packet';
import { bytesOfLimit } from '../extensions/hashlimit';
import { protocolName } from '../names';
import { formatRate } from '../rate';

/** In the order in which they are written. */
const PARTS: readonly HashlimitPart[] = ['dstip', 'dstport', 'srcip', 'srcport'];
const WORDS: Readonly<Record<string, string>> = { sec: 'second', min: 'minute', hour: 'hour', day: 'day' };
const USUAL_BURST = 5;
/** Milliseconds. */
const USUAL_EXPIRY = 1000;
const WHOLE_ADDRESS = 32;

/** A limit for all packets together is not translated. By an interval it counts for something that the program has no name for. */
export function translateHashlimit(match: HashlimitMatch, protocol: CompatProtocol): string | undefined {
  const { name, above, rateMatch, parts, expire } = match;
  if (parts.length === 0 && !rateMatch) return undefined;
  const keys = [
    ...PARTS.filter((part) => parts.includes(part)).map((part) => keyOf(part, match, protocol)),
    ...(rateMatch ? ['(null)'] : []),
  ];
  const timeout = expire === USUAL_EXPIRY ? '' : ` timeout ${expire / USUAL_EXPIRY}s`;
  return `meter ${name} { ${keys.join(' . ')}${timeout} limit rate ${above ? 'over ' : ''}${rateOf(match)} }`;
}

function rateOf({ unit: counted, average, burst }: HashlimitMatch): string {
  if (counted === 'bytes') {
    const { rate, most } = bytesOfLimit({ average, burst });
    return `${rate.join(' ')}bytes/second${most === undefined ? '' : ` burst ${most.join(' ')}bytes`}`;
  }
  const [amount, unit = ''] = formatRate(average, HASHLIMIT_SCALE).split('/');
  return `${amount}/${WORDS[unit] ?? unit}${burst === USUAL_BURST ? '' : ` burst ${burst} packets`}`;
}

function keyOf(
  part: HashlimitPart,
  { sourceLength, destinationLength }: HashlimitMatch,
  protocol: CompatProtocol,
): string {
  if (part === 'srcip') return `ip saddr${maskText(sourceLength)}`;
  if (part === 'dstip') return `ip daddr${maskText(destinationLength)}`;
  const header = protocol === undefined ? 'tcp' : (protocolName(protocol.value) ?? String(protocol.value));
  return `${header} ${part === 'srcport' ? 'sport' : 'dport'}`;
}

function maskText(length: number): string {
  return length === WHOLE_ADDRESS ? '' : ` and ${formatIpv4(maskOfLength(length))}`;
}

/** hashlimit: a limit for each of the ends that packets have. Userspace: extensions/libxt_hashlimit.c. */
import type { HashlimitMatch, HashlimitPart } from '../../../netfilter';
import { bytesOfCost, costOfBytes, HASHLIMIT_SCALE } from '../../../netfilter/hashlimitBuckets';
import type { Extension } from '../extension';
import { ALL_BITS, badValue, LONGEST_NUMBER, parseInteger } from '../guided';
import { leadingNumber, parseUnsignedLong } from '../numbers';
import { parameterProblem } from '../program';
import { formatRate, parseRate, secondsOfRate, unitOfRate } from '../rate';

const USUAL_BURST = 5;
const MOST_BURST = 1_000_000;
const USUAL_INTERVAL = 1000;
/** The program computes costs of numbers of 32 bits. */
const SHORT_NUMBERS = 2 ** 32;
/** How long bytes are remembered, in s: without a burst, and with one. */
const BYTES_EXPIRE = 15;
const BYTES_BURST_EXPIRE = 60;
const UNITS = { m: 1024 * 1024, k: 1024, '': 1 } as const;
/** In the order in which they are written. */
const PARTS: readonly HashlimitPart[] = ['srcip', 'srcport', 'dstip', 'dstport'];
const NUMBERS = {
  'hashlimit-srcmask': 'sourceLength',
  'hashlimit-dstmask': 'destinationLength',
  'hashlimit-htable-size': 'size',
  'hashlimit-htable-max': 'max',
  'hashlimit-htable-gcinterval': 'interval',
  'hashlimit-htable-expire': 'expire',
} as const;

/** What the tool knows of match hashlimit. */
export const hashlimit: Extension<HashlimitMatch> = {
  name: 'hashlimit',
  options: [
    {
      name: 'hashlimit-upto',
      aliases: ['hashlimit'],
      argument: true,
      invertible: true,
      excludes: ['hashlimit-above'],
    },
    { name: 'hashlimit-above', argument: true, invertible: true, excludes: ['hashlimit-upto'] },
    { name: 'hashlimit-burst', argument: true },
    { name: 'hashlimit-mode', argument: true },
    ...Object.keys(NUMBERS).map((name) => ({ name, argument: true })),
    { name: 'hashlimit-rate-match', argument: false },
    { name: 'hashlimit-rate-interval', argument: true },
    { name: 'hashlimit-name', argument: true, required: true },
  ],
  initial: {
    kind: 'hashlimit',
    name: '',
    above: false,
    unit: 'packets',
    average: 0,
    burst: USUAL_BURST,
    rateMatch: false,
    rateInterval: 0,
    parts: [],
    sourceLength: 32,
    destinationLength: 32,
    size: 0,
    max: 0,
    interval: USUAL_INTERVAL,
    expire: 0,
  },

  parse(match, { name, argument, invert }) {
    switch (name) {
      case 'hashlimit-upto':
      case 'hashlimit-above':
        return { ...match, ...parseAverage(name, argument), above: (name === 'hashlimit-above') !== invert };
      case 'hashlimit-burst':
        return { ...match, burst: parseBurst(argument) };
      case 'hashlimit-mode':
        return { ...match, parts: parseParts(argument) };
      case 'hashlimit-name':
        return { ...match, name: argument };
      case 'hashlimit-rate-match':
        return { ...match, rateMatch: true };
      case 'hashlimit-rate-interval':
        return { ...match, rateInterval: parseInterval(name, argument) };
      default:
        return {
          ...match,
          [NUMBERS[name as keyof typeof NUMBERS]]: parseInteger('hashlimit', name, argument, { max: ALL_BITS }),
        };
    }
  },

  finish(match, given) {
    if (!given.has('hashlimit-upto') && !given.has('hashlimit-above') && given.has('hashlimit-name'))
      throw parameterProblem('You have to specify --hashlimit');
    return complete(match, given);
  },

  save(match) {
    const { above, parts, name } = match;
    return (
      ` --hashlimit-${above ? 'above' : 'upto'} ${formatLimit(match, '--hashlimit-', match.average)}` +
      (parts.length === 0 ? '' : ` --hashlimit-mode ${parts.join(',')}`) +
      ` --hashlimit-name ${name}` +
      formatNumbers(match, '--hashlimit-', match.average)
    );
  },

  print(match) {
    const { above, average, rateInterval, parts } = match;
    // A listing shows packets by the interval, which iptables-save does not.
    const period = average * Math.max(1, rateInterval);
    return (
      ` limit: ${above ? 'above' : 'up to'} ${formatLimit(match, '', period)}` +
      (parts.length === 0 ? '' : ` mode ${parts.join('-')}`) +
      formatNumbers(match, '', period)
    );
  },
};

/** What options leave behind for the end: the unit in which the rate was given, in s. */
interface Draft {
  readonly seconds?: number;
}

/** A rate of packets, or `512kb/s`. Userspace: parse_bytes, parse_rate. */
function parseAverage(option: string, text: string): Pick<HashlimitMatch, 'unit' | 'average'> & Draft {
  const bytes = Number.parseInt(text, 10);
  const unit = /^(.+?)b\/s/.exec(text)?.[1]?.at(-1);
  if (unit !== undefined && bytes > 0) {
    const average = costOfBytes(bytes * factorOf(unit));
    if (average === 0) throw parameterProblem(`Rate too high "${text}"`);
    return { unit: 'bytes', average, seconds: BYTES_EXPIRE };
  }
  const average = parseRate(text, HASHLIMIT_SCALE);
  if (average === undefined) throw badValue('hashlimit', option, text);
  return { unit: 'packets', average, seconds: secondsOfRate(text) };
}

function factorOf(letter: string): number {
  return letter === 'm' || letter === 'k' ? UNITS[letter] : 1;
}

/** A number, and a letter that may stand for 1024 or 1024². Userspace: parse_burst. */
function parseBurst(text: string): number {
  const digits = leadingNumber(text);
  const value = Number(parseUnsignedLong(digits, LONGEST_NUMBER) ?? 0);
  const unit = text.slice(digits.length);
  if (value < 1 || (unit === '' && value > MOST_BURST)) throw burstProblem();
  return value * factorOf(unit[0] ?? '');
}

function burstProblem(): Error {
  return parameterProblem(`bad value for option "--hashlimit-burst", or out of range (1-${MOST_BURST}).`);
}

function parseInterval(option: string, text: string): number {
  const seconds = Number.parseInt(text, 10);
  if (seconds > 0) return seconds;
  throw badValue('hashlimit', option, text);
}

/** What depends on more than one option. Userspace: hashlimit_mt_check. */
function complete({ seconds = 1, ...match }: HashlimitMatch & Draft, given: ReadonlySet<string>): HashlimitMatch {
  const hasBurst = given.has('hashlimit-burst');
  const isBytes = match.unit === 'bytes';
  const { rateMatch, rateInterval } = match;
  const expire = (isBytes && hasBurst ? BYTES_BURST_EXPIRE : seconds) * 1000;
  return {
    ...match,
    burst: !isBytes ? checkBurst(match.burst) : hasBurst ? refillsOf(match) : 0,
    average: rateMatch && !isBytes ? Math.floor(match.average / seconds) : match.average,
    rateInterval: rateMatch && rateInterval === 0 ? (isBytes ? 1 : seconds) : rateInterval,
    expire: given.has('hashlimit-htable-expire') ? match.expire : expire,
  };
}

function checkBurst(burst: number): number {
  if (burst > MOST_BURST) throw burstProblem();
  return burst;
}

/** How often a bucket has to be filled for a burst of bytes. */
function refillsOf({ average, burst }: HashlimitMatch): number {
  const least = bytesOfCost(average);
  if (burst < least) throw parameterProblem(`burst cannot be smaller than ${least}b`);
  return Math.ceil(burst / least);
}

function parseParts(text: string): readonly HashlimitPart[] {
  const words = text.split(',');
  if (words.some((word) => !PARTS.some((part) => part === word))) throw badValue('hashlimit', 'hashlimit-mode', text);
  return PARTS.filter((part) => words.includes(part));
}

/** The limit and its burst; of bytes a burst is shown only if there is one. Userspace: print_bytes. */
function formatLimit({ unit, average, burst }: HashlimitMatch, dashes: string, period: number): string {
  if (unit === 'packets') return `${formatRate(period, HASHLIMIT_SCALE)} ${dashes}burst ${burst}`;
  const { rate, most } = bytesOfLimit({ average, burst });
  return `${rate.join('')}b/s${most === undefined ? '' : ` ${dashes}burst ${most.join('')}b`}`;
}

/** So many, and `k`, `m` or nothing. */
type Bytes = readonly [amount: number, letter: string];

/** A limit of bytes and its burst, if there is one, in the largest units in which the limit can be read back as the same cost. */
export function bytesOfLimit({ average, burst }: Pick<HashlimitMatch, 'average' | 'burst'>): {
  readonly rate: Bytes;
  readonly most: Bytes | undefined;
} {
  const bytes = bytesOfCost(average);
  const rate = inUnits(bytes, (size) => costOfBytes((bytes - (bytes % size)) % SHORT_NUMBERS) === average);
  return { rate, most: burst === 0 ? undefined : inUnits(bytes * burst) };
}

function inUnits(bytes: number, fits: (size: number) => boolean = () => true): Bytes {
  const [letter, size] = Object.entries(UNITS).find(([, one]) => one === 1 || (bytes >= one && fits(one))) ?? ['', 1];
  return [Math.floor(bytes / size), letter];
}

function formatNumbers(match: HashlimitMatch, dashes: string, period: number): string {
  const { unit, burst, size, max, interval, expire, sourceLength, destinationLength, rateMatch, rateInterval } = match;
  const usual =
    unit === 'packets'
      ? period === 0
        ? 0
        : unitOfRate(period, HASHLIMIT_SCALE).seconds
      : burst === 0
        ? BYTES_EXPIRE
        : BYTES_BURST_EXPIRE;
  return (
    (size === 0 ? '' : ` ${dashes}htable-size ${size}`) +
    (max === 0 ? '' : ` ${dashes}htable-max ${max}`) +
    (interval === USUAL_INTERVAL ? '' : ` ${dashes}htable-gcinterval ${interval}`) +
    (expire === usual * 1000 ? '' : ` ${dashes}htable-expire ${expire}`) +
    (sourceLength === 32 ? '' : ` ${dashes}srcmask ${sourceLength}`) +
    (destinationLength === 32 ? '' : ` ${dashes}dstmask ${destinationLength}`) +
    (rateMatch ? ` ${dashes}rate-match` : '') +
    (rateMatch && rateInterval !== 1 ? ` ${dashes}rate-interval ${rateInterval}` : '')
  );
}

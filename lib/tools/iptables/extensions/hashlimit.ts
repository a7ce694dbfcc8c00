/** hashlimit: a limit for each of the ends that packets have. Userspace: extensions/libxt_hashlimit.c. */
import { HASHLIMIT_SCALE, type HashlimitMatch, type HashlimitPart } from '../../../netfilter';
import type { Extension } from '../extension';
import { ALL_BITS, badValue, parseInteger } from '../guided';
import { notModelled, parameterProblem } from '../program';
import { formatRate, parseRate } from '../rate';

const USUAL_BURST = 5;
const MOST_BURST = 1_000_000;
const USUAL_INTERVAL = 1000;
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
    { name: 'hashlimit-rate-match', argument: false, modelled: false },
    { name: 'hashlimit-rate-interval', argument: true, modelled: false },
    { name: 'hashlimit-name', argument: true, required: true },
  ],
  initial: {
    kind: 'hashlimit',
    name: '',
    above: false,
    average: 0,
    burst: USUAL_BURST,
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
        return { ...match, average: parseAverage(name, argument), above: (name === 'hashlimit-above') !== invert };
      case 'hashlimit-burst':
        return { ...match, burst: parseBurst(argument) };
      case 'hashlimit-mode':
        return { ...match, parts: parseParts(argument) };
      case 'hashlimit-name':
        return { ...match, name: argument };
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
    return given.has('hashlimit-htable-expire') ? match : { ...match, expire: unitOf(match) };
  },

  save(match) {
    const { above, average, burst, parts, name } = match;
    return (
      ` --hashlimit-${above ? 'above' : 'upto'} ${formatRate(average, HASHLIMIT_SCALE)} --hashlimit-burst ${burst}` +
      (parts.length === 0 ? '' : ` --hashlimit-mode ${parts.join(',')}`) +
      ` --hashlimit-name ${name}` +
      formatNumbers(match, '--hashlimit-')
    );
  },

  print(match) {
    const { above, average, burst, parts } = match;
    return (
      ` limit: ${above ? 'above' : 'up to'} ${formatRate(average, HASHLIMIT_SCALE)} burst ${burst}` +
      (parts.length === 0 ? '' : ` mode ${parts.join('-')}`) +
      formatNumbers(match, '')
    );
  },
};

function parseAverage(option: string, text: string): number {
  if (/^\d+[kmg]?b(\/|$)/i.test(text)) throw notModelled('a limit of bytes of match hashlimit');
  const average = parseRate(text, HASHLIMIT_SCALE);
  if (average === undefined) throw badValue('hashlimit', option, text);
  return average;
}

function parseBurst(text: string): number {
  if (/^\d+[kmg]?b$/i.test(text)) throw notModelled('a burst of bytes of match hashlimit');
  const burst = /^\d+$/.test(text) ? Number(text) : 0;
  if (burst >= 1 && burst <= MOST_BURST) return burst;
  throw parameterProblem(`bad value for option "--hashlimit-burst", or out of range (1-${MOST_BURST}).`);
}

function parseParts(text: string): readonly HashlimitPart[] {
  const words = text.split(',');
  if (words.some((word) => !PARTS.some((part) => part === word))) throw badValue('hashlimit', 'hashlimit-mode', text);
  return PARTS.filter((part) => words.includes(part));
}

/** The length in ms of the unit that the rate is written in, which is how long it is remembered. */
function unitOf({ average }: HashlimitMatch): number {
  const unit = formatRate(average, HASHLIMIT_SCALE).split('/')[1];
  const seconds = unit === 'sec' ? 1 : unit === 'min' ? 60 : unit === 'hour' ? 3600 : 86_400;
  return seconds * 1000;
}

function formatNumbers(match: HashlimitMatch, dashes: string): string {
  const { size, max, interval, expire, sourceLength, destinationLength } = match;
  return (
    (size === 0 ? '' : ` ${dashes}htable-size ${size}`) +
    (max === 0 ? '' : ` ${dashes}htable-max ${max}`) +
    (interval === USUAL_INTERVAL ? '' : ` ${dashes}htable-gcinterval ${interval}`) +
    (expire === unitOf(match) ? '' : ` ${dashes}htable-expire ${expire}`) +
    (sourceLength === 32 ? '' : ` ${dashes}srcmask ${sourceLength}`) +
    (destinationLength === 32 ? '' : ` ${dashes}dstmask ${destinationLength}`)
  );
}

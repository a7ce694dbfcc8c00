/** What a set is made with, as `ipset create` reads it and a listing shows it. Userspace: lib/ipset_hash_ip.c and its like. */
import { DEFAULT_SET_OPTIONS, type SetOptions, type SetTypeName } from '../../netfilter';
import { refuse } from '../common/toolError';
import { failed, problem, syntaxError } from './error';
import { parseNumber, parsePorts } from './words';

/** Linux: UINT_MAX / 1000 / 2. */
export const MOST_SECONDS = 2_147_483;
const ALL_BITS = 0xffff_ffff;

/** Types and their old names. */
const TYPES: Readonly<Record<string, SetTypeName>> = {
  'hash:ip': 'hash:ip',
  iphash: 'hash:ip',
  'hash:net': 'hash:net',
  nethash: 'hash:net',
  'hash:ip,port': 'hash:ip,port',
  ipporthash: 'hash:ip,port',
  'hash:net,iface': 'hash:net,iface',
  netifacehash: 'hash:net,iface',
  'bitmap:port': 'bitmap:port',
  portmap: 'bitmap:port',
  'list:set': 'list:set',
  setlist: 'list:set',
};
const OTHER_TYPES = (
  'bitmap:ip ipmap bitmap:ip,mac macipmap hash:mac hash:ip,mac hash:ip,mark hash:ip,port,ip ipportiphash hash:ip,port,net ' +
  'ipportnethash hash:net,net hash:net,port netporthash hash:net,port,net'
).split(' ');

const COMMON = ['timeout', 'counters', 'comment', 'skbinfo'];
const HASH = ['family', 'hashsize', 'maxelem', 'bucketsize', 'initval', 'forceadd', ...COMMON];
const OPTIONS: Readonly<Record<SetTypeName, readonly string[]>> = {
  'hash:ip': ['netmask', ...HASH],
  'hash:net': HASH,
  'hash:ip,port': HASH,
  'hash:net,iface': HASH,
  'bitmap:port': ['range', ...COMMON],
  'list:set': ['size', ...COMMON],
};

/** The words behind `create NAME`; `draw`: the number that hashes begin with if none is given. */
export function parseSetOptions([typeName = '', ...words]: readonly string[], draw: () => number): SetOptions {
  const type = Object.hasOwn(TYPES, typeName) ? TYPES[typeName] : undefined;
  if (type === undefined) {
    if (OTHER_TYPES.includes(typeName)) throw refuse('ipset', `type ${typeName}`);
    throw syntaxError(`typename '${typeName}' is unknown`);
  }
  let options: SetOptions = { type, ...DEFAULT_SET_OPTIONS };
  let seeded = false;
  let ranged = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!OPTIONS[type].includes(word) && !(word === '-family')) throw problem(`Unknown argument: \`${word}'`);
    if (word === 'skbinfo' || word === 'forceadd') throw refuse('ipset', `option ${word}`);
    if (word === 'counters' || word === 'comment') {
      options = { ...options, [word]: true };
      continue;
    }
    const argument = words[++index];
    if (argument === undefined) throw problem(`Missing mandatory argument of option \`${word}'`);
    options = { ...options, ...parseOption(word, argument) };
    seeded ||= word === 'initval';
    ranged ||= word === 'range';
  }
  if (type === 'bitmap:port' && !ranged) throw problem("Mandatory option `range' is missing");
  if (options.family === 'inet6' && options.netmask === DEFAULT_SET_OPTIONS.netmask)
    options = { ...options, netmask: 128 };
  return seeded || !type.startsWith('hash') ? options : { ...options, initialValue: draw() };
}

function parseOption(name: string, argument: string): Partial<SetOptions> {
  switch (name) {
    case 'timeout':
      return { timeout: parseNumber(argument, 0, MOST_SECONDS) };
    case 'hashsize':
      return { hashSize: 2 ** Math.max(6, Math.ceil(Math.log2(parseNumber(argument, 0, ALL_BITS)))) };
    case 'maxelem':
      return { maxElements: parseNumber(argument, 0, ALL_BITS) };
    case 'bucketsize':
      return { bucketSize: bucketSizeOf(parseNumber(argument, 0, 255)) };
    case 'initval':
      return { initialValue: parseNumber(argument, 0, ALL_BITS) };
    case 'netmask':
      return { netmask: parseNetmask(argument) };
    case 'size':
      return { size: parseNumber(argument, 0, ALL_BITS) || DEFAULT_SET_OPTIONS.size };
    case 'range':
      return parsePorts(argument, 'tcp');
    default:
      if (argument === 'inet' || argument === 'inet6') return { family: argument };
      if (argument === 'ipv4') return { family: 'inet' };
      if (argument === 'ipv6') return { family: 'inet6' };
      throw syntaxError(`unknown inet family ${argument}`);
  }
}

function parseNetmask(text: string): number {
  const length = parseNumber(text, 0, 128);
  if (length === 0) throw failed('The value of the netmask parameter is invalid');
  return length;
}

/** Even, from 2 to 14. Linux: AHASH_INIT_SIZE, AHASH_MAX_TUNED. */
function bucketSizeOf(wanted: number): number {
  return Math.min(14, Math.max(2, wanted - (wanted % 2)));
}

/** The header of a listing, and what `ipset save` writes behind the type. `hashSize`: as it is now. */
export function formatSetOptions(options: SetOptions, hashSize: number): string {
  const { type, family, maxElements, netmask, timeout, counters, comment, bucketSize, initialValue } = options;
  const notes = [
    ...(timeout === undefined ? [] : [`timeout ${timeout}`]),
    ...(counters ? ['counters'] : []),
    ...(comment ? ['comment'] : []),
  ];
  if (type === 'bitmap:port') return [`range ${options.from}-${options.to}`, ...notes].join(' ');
  if (type === 'list:set') return [`size ${options.size}`, ...notes].join(' ');
  const cut = netmask === (family === 'inet' ? 32 : 128) ? [] : [`netmask ${netmask}`];
  return [
    `family ${family} hashsize ${hashSize} maxelem ${maxElements}`,
    ...cut,
    ...notes,
    `bucketsize ${bucketSize} initval 0x${initialValue.toString(16).padStart(8, '0')}`,
  ].join(' ');
}

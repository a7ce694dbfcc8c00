/** recent: addresses that were seen before. Userspace: extensions/libxt_recent.c. */
import type { RecentMatch } from '../../../netfilter';
import { formatIpv4, parseIpv4 } from '../../../packet';
import type { Extension } from '../extension';
import { ALL_BITS, badValue, parseHostMask, parseInteger } from '../guided';
import { parameterProblem } from '../program';

const ACTIONS = { set: 'set', rcheck: 'check', update: 'update', remove: 'remove' } as const;
const NAMES = Object.keys(ACTIONS) as readonly (keyof typeof ACTIONS)[];
const WORDS: Readonly<Record<RecentMatch['action'], string>> = {
  set: 'SET',
  check: 'CHECK',
  update: 'UPDATE',
  remove: 'REMOVE',
};

/** What the tool knows of match recent. */
export const recent: Extension<RecentMatch> = {
  name: 'recent',
  options: [
    ...NAMES.map((name) => ({
      name,
      argument: false,
      invertible: true,
      excludes: NAMES.filter((other) => other !== name),
    })),
    { name: 'seconds', argument: true },
    { name: 'reap', argument: false, requires: ['seconds'] },
    { name: 'hitcount', argument: true },
    { name: 'rttl', argument: false, excludes: ['set', 'remove'] },
    { name: 'name', argument: true },
    { name: 'rsource', argument: false },
    { name: 'rdest', argument: false },
    { name: 'mask', argument: true },
  ],
  initial: {
    kind: 'recent',
    action: 'set',
    name: 'DEFAULT',
    side: 'source',
    mask: ALL_BITS,
    seconds: 0,
    hitCount: 0,
    reap: false,
    ttl: false,
    invert: false,
  },

  parse(match, { name, argument, invert }) {
    switch (name) {
      case 'seconds':
        return { ...match, seconds: parseInteger('recent', name, argument, { min: 1, max: ALL_BITS }) };
      case 'hitcount':
        return { ...match, hitCount: parseInteger('recent', name, argument, { max: ALL_BITS }) };
      case 'reap':
        return { ...match, reap: true };
      case 'rttl':
        return { ...match, ttl: true };
      case 'name':
        return { ...match, name: argument };
      case 'rsource':
        return { ...match, side: 'source' };
      case 'rdest':
        return { ...match, side: 'destination' };
      case 'mask':
        return { ...match, mask: parseAddressMask(argument) };
      default:
        return { ...match, action: ACTIONS[name as keyof typeof ACTIONS], invert };
    }
  },

  finish(match, given) {
    if (NAMES.some((name) => given.has(name))) return match;
    throw parameterProblem("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'");
  },

  save(match) {
    const { action, invert, seconds, reap, hitCount, ttl, name, mask, side } = match;
    const option = NAMES.find((one) => ACTIONS[one] === action) ?? 'set';
    return (
      `${invert ? ' !' : ''} --${option}` +
      (seconds === 0 ? '' : ` --seconds ${seconds}`) +
      (reap ? ' --reap' : '') +
      (hitCount === 0 ? '' : ` --hitcount ${hitCount}`) +
      (ttl ? ' --rttl' : '') +
      ` --name ${name} --mask ${formatIpv4(mask)} --${side === 'source' ? 'rsource' : 'rdest'}`
    );
  },

  print({ action, invert, seconds, reap, hitCount, ttl, name, mask, side }) {
    return (
      `${invert ? ' !' : ''} recent: ${WORDS[action]}` +
      (seconds === 0 ? '' : ` seconds: ${seconds}`) +
      (reap ? ' reap' : '') +
      (hitCount === 0 ? '' : ` hit_count: ${hitCount}`) +
      (ttl ? ' TTL-Match' : '') +
      ` name: ${name} side: ${side === 'source' ? 'source' : 'dest'} mask: ${formatIpv4(mask)}`
    );
  },
};

function parseAddressMask(text: string): number {
  if (text.includes('/')) throw badValue('recent', 'mask', text);
  return parseIpv4(text) ?? parseHostMask('recent', 'mask', text).address;
}

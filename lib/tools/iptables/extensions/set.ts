/** set and SET: IP sets as a condition, and packets that go into them. Userspace: extensions/libxt_set.c, libxt_SET.c, libxt_set.h. */
import type { CounterTest, SetDirections, SetMatch, SetTarget } from '../../../netfilter';
import type { Extension, GivenOption } from '../extension';
import { parseCounter, parseUnsigned } from '../numbers';
import { parameterProblem } from '../program';

/** Linux: IPSET_MAXNAMELEN, less the zero at its end. */
const LONGEST_NAME = 31;
/** Linux: IPSET_DIM_MAX. */
const MOST_DIRECTIONS = 6;
/** 0xffffffff means none. */
const LARGEST_TIMEOUT = 0xffff_fffe;
const COUNTERS = ['packets', 'bytes'] as const;
const SUFFIXES = { eq: 'equal', lt: 'less', gt: 'greater' } as const;

/** What the tool knows of match set. */
export const set: Extension<SetMatch> = {
  name: 'set',
  ownRepetitionCheck: true,
  options: [
    { name: 'match-set', argument: true, invertible: true },
    { name: 'set', argument: true, invertible: true },
    { name: 'return-nomatch', argument: false, invertible: true },
    { name: 'update-counters', argument: false, invertible: true },
    { name: 'update-subcounters', argument: false, invertible: true },
    ...COUNTERS.flatMap((counter) => [
      { name: `${counter}-eq`, argument: true, invertible: true },
      { name: `${counter}-lt`, argument: true, invertible: true },
      { name: `${counter}-gt`, argument: true, invertible: true },
    ]),
  ],
  initial: {
    kind: 'set',
    name: '',
    directions: [],
    invert: false,
    returnNomatch: false,
    updateCounters: true,
    updateSubcounters: true,
  },

  parse(match, option) {
    const { name, invert, argument } = option;
    switch (name) {
      case 'set':
        option.warn('--set option deprecated, please use --match-set\n');
        return { ...match, ...parsePlace({ ...option, name: 'match-set' }, match.name), invert };
      case 'match-set':
        return { ...match, ...parsePlace(option, match.name), invert };
      case 'return-nomatch':
        if (invert) throw parameterProblem('--return-nomatch flag cannot be inverted');
        return { ...match, returnNomatch: true };
      case 'update-counters':
        return { ...match, updateCounters: !invert };
      case 'update-subcounters':
        return { ...match, updateSubcounters: !invert };
      default:
        return withCounter(match, name, argument, invert);
    }
  },

  finish(match) {
    if (match.name !== '') return match;
    throw parameterProblem("You must specify `--match-set' with proper arguments");
  },

  save: (match) => describe(match, '--'),
  print: (match) => describe(match, ''),
};

/** What the tool knows of target SET. */
export const SET: Extension<SetTarget> = {
  name: 'SET',
  ownRepetitionCheck: true,
  options: [
    { name: 'add-set', argument: true },
    { name: 'del-set', argument: true },
    { name: 'map-set', argument: true, modelled: false },
    { name: 'map-mark', argument: false, modelled: false },
    { name: 'map-prio', argument: false, modelled: false },
    { name: 'map-queue', argument: false, modelled: false },
    { name: 'exist', argument: false },
    { name: 'timeout', argument: true },
  ],
  initial: { kind: 'SET', exist: false },

  parse(target, option) {
    switch (option.name) {
      case 'add-set':
        return { ...target, add: parsePlace(option, target.add?.name ?? '') };
      case 'del-set':
        return { ...target, delete: parsePlace(option, target.delete?.name ?? '') };
      case 'exist':
        return { ...target, exist: true };
      default:
        return { ...target, timeout: parseTimeout(option.argument) };
    }
  },

  finish(target) {
    if ((target.add ?? target.delete) === undefined)
      throw parameterProblem("You must specify either `--add-set' or `--del-set' or `--map-set'");
    if (target.add !== undefined) return target;
    if (target.exist) throw parameterProblem("Flag `--exist' can be used with `--add-set' only");
    if (target.timeout !== undefined) throw parameterProblem("Option `--timeout' can be used with `--add-set' only");
    return target;
  },

  save: (target) => describeTarget(target, '--'),
  print: (target) => describeTarget(target, ''),
};

/** `NAME src,dst`, two words. */
function parsePlace(
  { name: option, argument, takeArgument, hasSet }: GivenOption,
  before: string,
): { readonly name: string; readonly directions: SetDirections } {
  if (before !== '') throw parameterProblem(`--${option} can be specified only once`);
  const ends = takeArgument();
  if (ends === undefined) throw parameterProblem(`--${option} requires two args.`);
  if (argument.length > LONGEST_NAME)
    throw parameterProblem(`setname \`${argument}' too long, max ${LONGEST_NAME} characters.`);
  if (!hasSet(argument)) throw parameterProblem(`Set ${argument} doesn't exist.\n`);
  return { name: argument, directions: parseDirections(ends) };
}

function parseDirections(text: string): SetDirections {
  const words = text.split(',').filter((word) => word !== '');
  const known = words.findIndex((word) => word !== 'src' && word !== 'dst');
  if (known >= 0 && known < MOST_DIRECTIONS)
    throw parameterProblem("You must spefify (the comma separated list of) 'src' or 'dst'.");
  if (words.length > MOST_DIRECTIONS) throw parameterProblem(`Can't be more src/dst options than ${MOST_DIRECTIONS}.`);
  return words.map((word) => (word === 'src' ? 'src' : 'dst'));
}

/** `--packets-eq 4`, `! --packets-eq 4` and the like: one for each counter. */
function withCounter(match: SetMatch, option: string, text: string, invert: boolean): SetMatch {
  const counter = option.startsWith('packets') ? 'packets' : 'bytes';
  const comparison = SUFFIXES[option.slice(-2) as keyof typeof SUFFIXES];
  if (match[counter] !== undefined) throw parameterProblem(`only one of the --${counter}-[eq|lt|gt] is allowed`);
  if (invert && comparison !== 'equal') throw parameterProblem(`--${option} option cannot be inverted`);
  const value = /^\d+$/.test(text) ? parseCounter(text) : undefined;
  if (value === undefined) throw parameterProblem(`Cannot parse ${text} as a counter value`);
  return { ...match, [counter]: { comparison: invert ? 'not equal' : comparison, value } };
}

function parseTimeout(text: string): number {
  const seconds = parseUnsigned(text, LARGEST_TIMEOUT);
  if (seconds !== undefined) return seconds;
  throw parameterProblem(`Invalid value for option --timeout or out of range 0-${LARGEST_TIMEOUT}`);
}

function describe(match: SetMatch, dashes: string): string {
  const { name, directions, invert, returnNomatch, updateCounters, updateSubcounters } = match;
  return (
    `${invert ? ' !' : ''} ${dashes}match-set ${name} ${directions.join(',')}` +
    (returnNomatch ? ` ${dashes}return-nomatch` : '') +
    (updateCounters ? '' : ` ! ${dashes}update-counters`) +
    (updateSubcounters ? '' : ` ! ${dashes}update-subcounters`) +
    COUNTERS.map((counter) => describeCounter(match[counter], `${dashes}${counter}`)).join('')
  );
}

function describeCounter(test: CounterTest | undefined, option: string): string {
  if (test === undefined) return '';
  const { comparison, value } = test;
  const suffix = comparison === 'less' ? 'lt' : comparison === 'greater' ? 'gt' : 'eq';
  return `${comparison === 'not equal' ? ' !' : ''} ${option}-${suffix} ${value}`;
}

function describeTarget({ add, delete: remove, exist, timeout }: SetTarget, dashes: string): string {
  const place = (word: string, one: SetTarget['add']) =>
    one === undefined ? '' : ` ${dashes}${word} ${one.name} ${one.directions.join(',')}`;
  return (
    place('add-set', add) +
    (exist ? ` ${dashes}exist` : '') +
    (timeout === undefined ? '' : ` ${dashes}timeout ${timeout}`) +
    place('del-set', remove)
  );
}

/** ttl and TTL: look at the time to live, and change it. Userspace: extensions/libipt_ttl.c, libipt_TTL.c. */
import type { TtlComparison, TtlMatch, TtlTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { parameterProblem } from '../program';

const LARGEST = 255;
const SIGNS: Readonly<Record<TtlComparison, string>> = { equal: '==', 'not equal': '!=', less: '<', greater: '>' };
const SPELLINGS: Readonly<Record<TtlComparison, string>> = {
  equal: ' --ttl-eq',
  'not equal': ' ! --ttl-eq',
  less: ' --ttl-lt',
  greater: ' --ttl-gt',
};

/** What the tool knows of match ttl. */
export const ttl: Extension<TtlMatch> = {
  name: 'ttl',
  options: [
    { name: 'ttl-lt', argument: true, excludes: ['ttl-gt', 'ttl-eq'] },
    { name: 'ttl-gt', argument: true, excludes: ['ttl-lt', 'ttl-eq'] },
    { name: 'ttl-eq', aliases: ['ttl'], argument: true, invertible: true, excludes: ['ttl-lt', 'ttl-gt'] },
  ],
  initial: { kind: 'ttl', comparison: 'equal', ttl: 0 },
  parse(_, { name, argument, invert }) {
    const value = parseInteger('ttl', name, argument, { max: LARGEST });
    const comparison = name === 'ttl-lt' ? 'less' : name === 'ttl-gt' ? 'greater' : invert ? 'not equal' : 'equal';
    return { kind: 'ttl', comparison, ttl: value };
  },
  finish(match, given) {
    if (given.size > 0) return match;
    throw parameterProblem("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt");
  },
  save: (match) => `${SPELLINGS[match.comparison]} ${match.ttl}`,
  print: (match) => ` TTL match TTL ${SIGNS[match.comparison]} ${match.ttl}`,
};

/** What the tool knows of target TTL. */
export const TTL: Extension<TtlTarget> = {
  name: 'TTL',
  options: [
    { name: 'ttl-set', argument: true, excludes: ['ttl-inc', 'ttl-dec'] },
    { name: 'ttl-dec', argument: true, excludes: ['ttl-set', 'ttl-inc'] },
    { name: 'ttl-inc', argument: true, excludes: ['ttl-set', 'ttl-dec'] },
  ],
  initial: { kind: 'TTL', mode: 'set', value: 0 },
  parse(_, { name, argument }) {
    const value = parseInteger('TTL', name, argument, { min: name === 'ttl-set' ? 0 : 1, max: LARGEST });
    return { kind: 'TTL', mode: name === 'ttl-set' ? 'set' : name === 'ttl-inc' ? 'increment' : 'decrement', value };
  },
  finish(target, given) {
    if (given.size > 0) return target;
    throw parameterProblem('TTL: You must specify an action');
  },
  save: ({ mode, value }) => ` --ttl-${mode.slice(0, 3)} ${value}`,
  print: ({ mode, value }) => ` TTL ${mode === 'set' ? 'set to' : `${mode} by`} ${value}`,
};

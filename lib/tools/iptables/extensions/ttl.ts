/** ttl and TTL: look at the time to live, and change it. Userspace: extensions/libipt_ttl.c, libipt_TTL.c. */
import type { TtlComparison, TtlMatch, TtlTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { parameterProblem } from '../program';

const LARGEST = 255;
const SIGNS: Readonly<Record<TtlComparison, string>> = { equal: '==', 'not equal': '!=', less: '<', greater: '>' };

/** How a family calls it. */
interface Words {
  /** `ttl`, the beginning of its options. */
  readonly short: 'ttl' | 'hl';
  readonly title: 'TTL' | 'HL';
  /** What a match without a condition is told. */
  readonly required: string;
}

/** The match of the time to live, or of the hop limit. */
export function comparesTtl({ short, title, required }: Words): Extension<TtlMatch> {
  const [lt, gt, eq] = [`${short}-lt`, `${short}-gt`, `${short}-eq`];
  const option: Readonly<Record<TtlComparison, string>> = {
    equal: `--${eq}`,
    'not equal': `! --${eq}`,
    less: `--${lt}`,
    greater: `--${gt}`,
  };
  return {
    name: short,
    options: [
      { name: lt, argument: true, excludes: [gt, eq] },
      { name: gt, argument: true, excludes: [lt, eq] },
      { name: eq, aliases: [short], argument: true, invertible: true, excludes: [lt, gt] },
    ],
    initial: { kind: 'ttl', comparison: 'equal', ttl: 0 },
    parse(_, { name, argument, invert }) {
      const value = parseInteger(short, name, argument, { max: LARGEST });
      const comparison = name === lt ? 'less' : name === gt ? 'greater' : invert ? 'not equal' : 'equal';
      return { kind: 'ttl', comparison, ttl: value };
    },
    finish(match, given) {
      if (given.size > 0) return match;
      throw parameterProblem(required);
    },
    save: (match) => ` ${option[match.comparison]} ${match.ttl}`,
    print: (match) => ` ${title} match ${title} ${SIGNS[match.comparison]} ${match.ttl}`,
  };
}

/** The target that changes it. */
export function changesTtl({ short, title }: Pick<Words, 'short' | 'title'>): Extension<TtlTarget> {
  const [set, inc, dec] = [`${short}-set`, `${short}-inc`, `${short}-dec`];
  return {
    name: title,
    options: [
      { name: set, argument: true, excludes: [inc, dec] },
      { name: dec, argument: true, excludes: [set, inc] },
      { name: inc, argument: true, excludes: [set, dec] },
    ],
    initial: { kind: 'TTL', mode: 'set', value: 0 },
    parse(_, { name, argument }) {
      const value = parseInteger(title, name, argument, { min: name === set ? 0 : 1, max: LARGEST });
      return { kind: 'TTL', mode: name === set ? 'set' : name === inc ? 'increment' : 'decrement', value };
    },
    finish(target, given) {
      if (given.size > 0) return target;
      throw parameterProblem(`${title}: You must specify an action`);
    },
    save: ({ mode, value }) => ` --${short}-${mode.slice(0, 3)} ${value}`,
    print: ({ mode, value }) => ` ${title} ${mode === 'set' ? 'set to' : `${mode} by`} ${value}`,
  };
}

/** What the tool knows of match ttl. */
export const ttl = comparesTtl({
  short: 'ttl',
  title: 'TTL',
  required: "TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt",
});

/** What the tool knows of target TTL. */
export const TTL = changesTtl({ short: 'ttl', title: 'TTL' });

/** NFLOG: packets for a program that listens. Userspace: extensions/libxt_NFLOG.c. */
import type { NflogTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { ALL_BITS, LAST_PORT, parseInteger } from '../guided';
import { quote } from '../numbers';
import { parameterProblem } from '../program';

/** Linux: sizeof(xt_nflog_info.prefix), less the zero at its end. */
const LONGEST_PREFIX = 63;

/** What the tool knows of target NFLOG. */
export const NFLOG: Extension<NflogTarget> = {
  name: 'NFLOG',
  options: [
    { name: 'nflog-group', argument: true },
    { name: 'nflog-prefix', argument: true },
    { name: 'nflog-range', argument: true, excludes: ['nflog-size'] },
    { name: 'nflog-size', argument: true },
    { name: 'nflog-threshold', argument: true },
  ],
  initial: { kind: 'NFLOG', group: 0, prefix: '', threshold: 0 },

  parse(target, { name, argument, warn }) {
    switch (name) {
      case 'nflog-group':
        return { ...target, group: parseInteger('NFLOG', name, argument, { max: LAST_PORT }) };
      case 'nflog-threshold':
        return { ...target, threshold: parseInteger('NFLOG', name, argument, { max: LAST_PORT }) };
      case 'nflog-size':
        return { ...target, size: parseInteger('NFLOG', name, argument, { max: ALL_BITS }) };
      case 'nflog-range':
        warn('warn: --nflog-range has never worked and is no longer supported, please use --nflog-size instead\n');
        return { ...target, range: parseInteger('NFLOG', name, argument, { max: ALL_BITS }) };
      default:
        if (argument === '') throw parameterProblem('Argument must have a minimum length of 1 characters\n');
        return { ...target, prefix: argument.slice(0, LONGEST_PREFIX) };
    }
  },

  save: ({ prefix, ...target }) => (prefix === '' ? '' : ` --nflog-prefix ${quote(prefix)}`) + describe(target, '--'),
  print: ({ prefix, ...target }) => (prefix === '' ? '' : ` nflog-prefix ${quote(prefix)}`) + describe(target, ''),
};

function describe({ group, size, range, threshold }: Omit<NflogTarget, 'prefix'>, dashes: string): string {
  return (
    (group === 0 ? '' : ` ${dashes}nflog-group ${group}`) +
    (size === undefined ? '' : ` ${dashes}nflog-size ${size}`) +
    (range ? ` ${dashes}nflog-range ${range}` : '') +
    (threshold === 0 ? '' : ` ${dashes}nflog-threshold ${threshold}`)
  );
}

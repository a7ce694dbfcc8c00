/** dscp and DSCP: look at the class of service, and set it. Userspace: extensions/libxt_dscp.c, libxt_DSCP.c, dscp_helper.c. */
import type { DscpMatch, DscpTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseInteger } from '../guided';
import { parameterProblem } from '../program';

const LARGEST = 63;
/** RFC 2474, section 4.2.2; RFC 2597, section 6; RFC 3246, section 2.7. */
const CLASSES: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: 8 }, (_, number) => [`CS${number}`, number << 3] as const),
  ...[1, 2, 3, 4].flatMap((one) => [1, 2, 3].map((drop) => [`AF${one}${drop}`, (one << 3) | (drop << 1)] as const)),
  ['BE', 0],
  ['EF', 0x2e],
]);

/** What the tool knows of match dscp. */
export const dscp: Extension<DscpMatch> = {
  name: 'dscp',
  options: [
    { name: 'dscp', argument: true, invertible: true, excludes: ['dscp-class'] },
    { name: 'dscp-class', argument: true, invertible: true, excludes: ['dscp'] },
  ],
  initial: { kind: 'dscp', value: 0, invert: false },
  parse: (_, { name, argument, invert }) => ({ kind: 'dscp', value: parseValue('dscp', name, argument), invert }),
  finish(match, given) {
    if (given.size > 0) return match;
    throw parameterProblem('DSCP match: Parameter --dscp is required');
  },
  save: ({ value, invert }) => `${invert ? ' !' : ''} --dscp ${hexadecimal(value)}`,
  print: ({ value, invert }) => ` DSCP match ${invert ? '!' : ''}${hexadecimal(value)}`,
};

/** What the tool knows of target DSCP. */
export const DSCP: Extension<DscpTarget> = {
  name: 'DSCP',
  options: [
    { name: 'set-dscp', argument: true, excludes: ['set-dscp-class'] },
    { name: 'set-dscp-class', argument: true, excludes: ['set-dscp'] },
  ],
  initial: { kind: 'DSCP', value: 0 },
  parse: (_, { name, argument }) => ({ kind: 'DSCP', value: parseValue('DSCP', name, argument) }),
  finish(target, given) {
    if (given.size > 0) return target;
    throw parameterProblem('DSCP target: Parameter --set-dscp is required');
  },
  save: ({ value }) => ` --set-dscp ${hexadecimal(value)}`,
  print: ({ value }) => ` DSCP set ${hexadecimal(value)}`,
};

function parseValue(extension: string, option: string, text: string): number {
  if (!option.endsWith('class')) return parseInteger(extension, option, text, { max: LARGEST });
  const value = CLASSES.get(text.toUpperCase());
  if (value === undefined) throw parameterProblem(`Invalid DSCP value \`${text}'`);
  return value;
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

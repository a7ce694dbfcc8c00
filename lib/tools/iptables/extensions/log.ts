/** LOG: the line in the kernel log. Userspace: extensions/libxt_LOG.c; the names of levels, xtopt_parse_sysloglvl. */
import type { LogFlags, LogTarget } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseUnsigned, quote } from '../numbers';
import { parameterProblem } from '../program';

const WARNING = 4;
const HIGHEST = 7;
/** Linux: sizeof(xt_log_info.prefix), less the zero at its end. */
const LONGEST_PREFIX = 29;
const LEVELS: Readonly<Record<string, number>> = {
  emerg: 0,
  panic: 0,
  alert: 1,
  crit: 2,
  error: 3,
  warning: WARNING,
  notice: 5,
  info: 6,
  debug: HIGHEST,
};
/** As a listing shows them, by release. */
const SHOWN = {
  '1.4.21': ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'],
  '1.8.9': ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'],
} as const;

/** By option: the flag, its bit, and its word in a listing. */
const FLAGS: readonly (readonly [option: string, flag: keyof LogFlags, bit: number, shown: string])[] = [
  ['log-tcp-sequence', 'tcpSequence', 1, 'tcp-sequence'],
  ['log-tcp-options', 'tcpOptions', 2, 'tcp-options'],
  ['log-ip-options', 'ipOptions', 4, 'ip-options'],
  ['log-uid', 'uid', 8, 'uid'],
  ['log-macdecode', 'macDecode', 32, 'macdecode'],
];

/** What the tool knows of target LOG. */
export const LOG: Extension<LogTarget> = {
  name: 'LOG',
  options: [
    { name: 'log-level', argument: true },
    { name: 'log-prefix', argument: true },
    ...FLAGS.map(([name]) => ({ name, argument: false })),
  ],
  initial: {
    kind: 'LOG',
    level: WARNING,
    prefix: '',
    flags: { tcpSequence: false, tcpOptions: false, ipOptions: false, uid: false, macDecode: false },
  },

  parse(target, { name, argument }) {
    if (name === 'log-level') return { ...target, level: parseLevel(argument) };
    if (name === 'log-prefix') return { ...target, prefix: parsePrefix(argument) };
    const flag = FLAGS.find(([option]) => option === name)?.[1];
    return flag === undefined ? target : { ...target, flags: { ...target.flags, [flag]: true } };
  },

  save({ level, prefix, flags }) {
    return (
      (prefix === '' ? '' : ` --log-prefix ${quote(prefix)}`) +
      (level === WARNING ? '' : ` --log-level ${level}`) +
      FLAGS.filter(([, flag]) => flags[flag])
        .map(([option]) => ` --${option}`)
        .join('')
    );
  },

  print({ level, prefix, flags }, numeric, _spec, version) {
    const given = FLAGS.filter(([, flag]) => flags[flag]);
    const said = numeric
      ? ` flags ${given.reduce((bits, [, , bit]) => bits | bit, 0)} level ${level}`
      : ` level ${SHOWN[version][level]}${given.map(([, , , word]) => ` ${word}`).join('')}`;
    return ` LOG${said}${prefix === '' ? '' : ` prefix "${prefix}"`}`;
  },
};

function parseLevel(text: string): number {
  const level = parseUnsigned(text, HIGHEST) ?? (Object.hasOwn(LEVELS, text) ? LEVELS[text] : undefined);
  if (level === undefined) throw parameterProblem(`log level "${text}" unknown\n`);
  return level;
}

/** A longer prefix is cut. */
function parsePrefix(text: string): string {
  if (text === '') throw parameterProblem('Argument must have a minimum length of 1 characters\n');
  if (text.includes('\n')) throw parameterProblem('Newlines not allowed in --log-prefix');
  return text.slice(0, LONGEST_PREFIX);
}

/**
 * The program `iptables-restore`: table by table, each as a whole. Userspace: iptables/iptables-restore.c. A table
 * that was committed stays, whatever is wrong later in the file.
 */
import type { Netfilter } from '../../netfilter';
import type { CommandResult } from '../common/result';
import { iptablesNft } from '../lateNft';
import { Getopt, type LongOption, type ShortOption } from './getopt';
import { runProgram } from './iptables';
import { optionError } from './optionError';
import { IptablesError, type IptablesOptions, kernelError, notModelled, Program } from './program';
import { type RestoredTable, type RestoreOptions, restoreTable, ruleLine, tableName } from './restoreLine';

const LONG_OPTIONS: readonly LongOption<string>[] = [
  { name: 'counters', argument: 'none', id: 'c' },
  { name: 'verbose', argument: 'none', id: 'v' },
  { name: 'version', argument: 'none', id: 'V' },
  { name: 'test', argument: 'none', id: 't' },
  { name: 'help', argument: 'none', id: 'h' },
  { name: 'noflush', argument: 'none', id: 'n' },
  { name: 'modprobe', argument: 'required', id: 'M' },
  { name: 'table', argument: 'required', id: 'T' },
  { name: 'wait', argument: 'optional', id: 'w' },
  { name: 'wait-interval', argument: 'optional', id: 'W' },
  { name: 'ipv4', argument: 'none', id: '4' },
  { name: 'ipv6', argument: 'none', id: '6' },
];
const SHORT_OPTIONS: ReadonlyMap<string, ShortOption<string>> = new Map(
  LONG_OPTIONS.map((option) => [option.id, option]),
);

/**
 * Runs `iptables-restore` with its arguments, the program's name not among them, on a text. A table is changed as a whole at its
 * `COMMIT`, or not at all.
 *
 * @example
 * ```ts
 * import { Lab } from 'chainwalk/lab';
 * import { iptables, iptablesRestore } from 'chainwalk/tools';
 *
 * const { netfilter } = new Lab().host.net;
 * const version = '1.8.9';
 * const rules = '*filter\n:FORWARD DROP [0:0]\nCOMMIT\n';
 * iptablesRestore(netfilter, [], rules, { version }).exitCode; // → 0
 * iptables(netfilter, ['-S', 'FORWARD'], { version }).stdout; // → "-P FORWARD DROP\n"
 * ```
 */
export function iptablesRestore(
  netfilter: Netfilter,
  argv: readonly string[],
  stdin: string,
  options: IptablesOptions,
): CommandResult {
  return restoreInto(netfilter, argv, stdin, new Program('iptables-restore', options));
}

/** The same for the tables of ip6tables. @internal */
export function ip6tablesRestore(
  netfilter: Netfilter,
  argv: readonly string[],
  stdin: string,
  options: IptablesOptions,
): CommandResult {
  return restoreInto(netfilter, argv, stdin, new Program('ip6tables-restore', { ...options, variant: 'legacy' }));
}

function restoreInto(netfilter: Netfilter, argv: readonly string[], stdin: string, program: Program): CommandResult {
  program.hasSet = (name) => netfilter.sets.get(name) !== undefined;
  let failed: string | undefined;
  const exitCode = runProgram(program, () => {
    const given = readOptions(program, argv);
    if (typeof given === 'string') failed = given;
    else failed = restore(program, netfilter, stdin, given);
  });
  const { stdout, stderr } = program;
  return failed === undefined ? { stdout, stderr, exitCode } : { stdout, stderr: stderr + failed, exitCode: 1 };
}

/** The options, or what the program says of wrong ones. */
function readOptions(program: Program, argv: readonly string[]): RestoreOptions | string {
  const getopt = new Getopt<string>(argv, SHORT_OPTIONS, LONG_OPTIONS);
  const given: RestoreOptions = { counters: false, noflush: false, test: false, verbose: false, table: undefined };
  const files: string[] = [];
  for (let word = getopt.next(); word !== undefined; word = getopt.next()) {
    if (word.kind === 'word') files.push(word.text);
    else if (word.kind !== 'option')
      return `${optionError(program, getopt.last, word.kind)}Try \`${program.name} -h' for more information.\n`;
    else if (word.id === 'c') given.counters = true;
    else if (word.id === 'n') given.noflush = true;
    else if (word.id === 't') given.test = true;
    else if (word.id === 'v') given.verbose = true;
    else if (word.id === 'T') given.table = word.argument;
    else if (word.id === 'w' || word.id === 'W') getopt.takeArgument();
    else if (word.id === 'V') {
      program.stdout += `${program.banner}\n`;
      throw new IptablesError('exit');
    } else if (word.id === 'h') {
      program.stderr += usage(program);
      throw new IptablesError('exit');
    }
  }
  if (files.length > 1) return 'Unknown arguments found on commandline\n';
  if (files.length === 1) throw notModelled(`a file named on the command line of ${program.name} (use <)`);
  return given;
}

function usage({ name }: Program): string {
  return `Usage: ${name} [-c] [-v] [-V] [-t] [-h] [-n] [-T table]\n`;
}

/** Linux: sizeof(buffer); a longer line is taken for several. */
const LONGEST_LINE = 10_239;

/** Lines with their ends, as fgets reads them; a zero ends a line's text. */
function* readLines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const next = Math.min(end < 0 ? text.length : end + 1, start + LONGEST_LINE);
    const line = text.slice(start, next);
    const zero = line.indexOf('\0');
    yield zero < 0 ? line : line.slice(0, zero);
    start = next;
  }
}

/** Goes through the text; returns a last complaint, if there is one that is not an error of a line's own. */
function restore(program: Program, netfilter: Netfilter, text: string, options: RestoreOptions): string | undefined {
  const open = program.variant === 'nft' ? iptablesNft().restoreNftTable : restoreTable;
  let table: RestoredTable | undefined;
  let current = '';
  let number = 0;
  for (const line of readLines(text)) {
    number += 1;
    program.line = number;
    if (line.startsWith('\n')) continue;
    if (line.startsWith('#')) {
      if (options.verbose) program.stdout += line;
    } else if (table === undefined && line.startsWith('*')) {
      current = tableName(program, line, number);
      if (options.table === undefined || options.table === current) table = open(netfilter, current, program, options);
    } else if (table === undefined) {
      if (options.table === undefined || options.table === current) throw kernelError('');
    } else if (isCommit(program, line)) {
      table.commit();
      table = undefined;
    } else if (line.startsWith(':')) table.chainLine(line, number);
    else ruleLine(program, table, line, number, options);
  }
  if (table !== undefined) return `${program.name}: COMMIT expected at line ${number + 1}\n`;
  return undefined;
}

/** Legacy wants a line end. */
function isCommit({ variant }: Program, line: string): boolean {
  return line === 'COMMIT\n' || (line === 'COMMIT' && variant === 'nft');
}

/** The program `iptables`: reads a command line, takes the table out, changes it, puts it back. Userspace: do_command4, iptables/iptables.c. */
import type { Netfilter, TableStore } from '../../netfilter';
import type { CommandResult } from '../common/result';
import { iptablesNft } from '../lateNft';
import { type CommandLine, rulesOf } from './commandLine';
import { findTable } from './findTable';
import { TableHandle } from './handle';
import { confirmation, listTable } from './list';
import { parseCommandLine } from './parse';
import { IptablesError, type IptablesOptions, notModelled, Program, report } from './program';
import { listRules } from './save';

/**
 * Runs `iptables` with its arguments, the program's name not among them. A command that fails changes nothing: what is wrong
 * is in `stderr` and the exit code, in the words of the release.
 *
 * @example
 * ```ts
 * import { Lab } from 'chainwalk/lab';
 * import { iptables } from 'chainwalk/tools';
 *
 * const { netfilter } = new Lab().host.net;
 * const version = '1.8.9';
 * iptables(netfilter, ['-A', 'INPUT', '-p', 'icmp', '-j', 'ACCEPT'], { version }).exitCode; // → 0
 * iptables(netfilter, ['-S', 'INPUT'], { version }).stdout; // → "-P INPUT ACCEPT\n-A INPUT -p icmp -j ACCEPT\n"
 * ```
 */
export function iptables(netfilter: Netfilter, argv: readonly string[], options: IptablesOptions): CommandResult {
  return runOn(netfilter, argv, new Program('iptables', options));
}

/** The same on the tables of ip6tables, which no packet meets. @internal */
export function ip6tables(netfilter: Netfilter, argv: readonly string[], options: IptablesOptions): CommandResult {
  return runOn(netfilter, argv, new Program('ip6tables', { ...options, variant: 'legacy' }));
}

function runOn(netfilter: Netfilter, argv: readonly string[], program: Program): CommandResult {
  program.hasSet = (name) => netfilter.sets.get(name) !== undefined;
  const exitCode = runProgram(program, () => {
    const line = parseCommandLine(program, argv);
    if (line === undefined) return;
    if (program.variant === 'nft') runOnNft(program, netfilter, line);
    else runOnLegacy(program, program.family === 'ipv6' ? netfilter.ip6 : netfilter, line);
  });
  return { stdout: program.stdout, stderr: program.stderr, exitCode };
}

function runOnLegacy(program: Program, store: TableStore, line: CommandLine): void {
  const handle = openTable(program, store, line.table);
  runCommand(program, handle, line);
  handle.commit();
}

function runOnNft(program: Program, netfilter: Netfilter, line: CommandLine): void {
  const table = findTable(line.table);
  if (table === undefined) throw new IptablesError('version', `table '${line.table}' does not exist`);
  const { NftTable, checkNftRule, runNftCommand } = iptablesNft();
  checkNftRule(line);
  const handle = new NftTable(netfilter, table);
  runNftCommand(program, netfilter, handle, line);
  handle.commit();
}

/** Runs a program to its end and returns its exit code. */
export function runProgram(program: Program, body: () => void): number {
  try {
    body();
    return 0;
  } catch (error) {
    if (error instanceof IptablesError) return report(program, error);
    throw error;
  }
}

/** The longest name of a table. Linux: XT_TABLE_MAXNAMELEN, less the zero at its end. */
const MAX_TABLE_NAME = 31;

function openTable(program: Program, store: TableStore, name: string): TableHandle {
  const table = findTable(name);
  if (table !== undefined) return new TableHandle(store, table);
  const reason =
    name.length > MAX_TABLE_NAME ? 'Module is wrong version' : 'Table does not exist (do you need to insmod?)';
  throw new IptablesError('version', `can't initialize ${program.name} table \`${name}': ${reason}`);
}

/** Does to the table what the command line asks for; committing is left to the caller. */
export function runCommand(program: Program, handle: TableHandle, line: CommandLine): void {
  if (line.dump) throw notModelled('-v given twice (the dump of a table)');
  const { command, chain = '', counters, ruleNumber } = line;
  switch (command) {
    case 'A':
    case 'C':
    case 'I':
    case 'R':
      changeRules(program, handle, line);
      break;
    case 'D':
      if (ruleNumber > 0) handle.deleteNumber(chain, ruleNumber);
      else changeRules(program, handle, line);
      break;
    case 'L':
      program.stdout += listTable(handle, line.chain, ruleNumber, { ...line, ...styleOf(program) });
      if (line.thenZero) zero(program, handle, line);
      break;
    case 'S':
      program.stdout += listRules(handle, line.chain, ruleNumber, line.verbose, program);
      if (line.thenZero) zero(program, handle, line);
      break;
    case 'Z':
      zero(program, handle, line);
      break;
    case 'F':
      forEachChain(program, handle, line, 'Flushing', (name) => handle.flush(name));
      break;
    case 'X':
      forEachChain(program, handle, line, 'Deleting', (name) => handle.deleteChain(name));
      break;
    case 'N':
      handle.create(chain);
      break;
    case 'E':
      handle.rename(chain, line.newName ?? '');
      break;
    case 'P':
      handle.setPolicy(chain, line.policy ?? '', counters);
      break;
  }
}

function styleOf({ version, family }: Program) {
  return { version, family };
}

/** One command may add, delete or look for several rules; all are confirmed before one is found to be wrong. */
function changeRules(
  program: Program,
  handle: TableHandle,
  { command, chain = '', ruleNumber, counters, verbose, rule }: CommandLine,
): void {
  const specs = rulesOf(rule, (name) => handle.isChain(name));
  let failure: unknown;
  for (const spec of specs) {
    if (verbose) program.stdout += confirmation(spec, styleOf(program));
    try {
      if (command === 'A') handle.append(chain, spec, counters);
      else if (command === 'C') handle.check(chain, spec);
      else if (command === 'D') handle.delete(chain, spec);
      else if (command === 'I') handle.insert(chain, ruleNumber, spec, counters);
      else handle.replace(chain, ruleNumber, spec, counters);
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
}

function zero(program: Program, handle: TableHandle, line: CommandLine): void {
  if (line.ruleNumber > 0) handle.zero(line.chain ?? '', line.ruleNumber);
  else forEachChain(program, handle, line, 'Zeroing', (name) => handle.zero(name));
}

/** The chain named, or all; of those, only user chains can be deleted. */
function forEachChain(
  program: Program,
  handle: TableHandle,
  { command, chain, verbose }: CommandLine,
  verb: string,
  action: (name: string) => void,
): void {
  const names =
    chain === undefined
      ? handle.chains().flatMap(({ name, policy }) => (command === 'X' && policy !== undefined ? [] : [name]))
      : [chain];
  for (const name of names) {
    if (verbose) program.stdout += `${verb} chain \`${name}'\n`;
    action(name);
  }
}

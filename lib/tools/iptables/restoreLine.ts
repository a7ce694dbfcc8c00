/** The lines of an iptables-save file. Userspace: ip46tables_restore_main, iptables/iptables-restore.c. */
import type { Counters, Netfilter, TableName, TableStore } from '../../netfilter';
import { MAX_NAME } from './arguments';
import type { CommandLine } from './commandLine';
import { findTable } from './findTable';
import { TableHandle } from './handle';
import { runCommand } from './iptables';
import { parseCounter } from './numbers';
import { parseCommandLine } from './parse';
import { IptablesError, type Program, parameterProblem } from './program';
import { splitWords } from './words';

/** The options of the program. */
export interface RestoreOptions {
  counters: boolean;
  noflush: boolean;
  test: boolean;
  verbose: boolean;
  table: string | undefined;
}

/** A table that a file describes, line by line. */
export interface RestoredTable {
  readonly table: TableName;
  /** `:INPUT ACCEPT [12:3456]` */
  chainLine(line: string, number: number): void;
  run(command: CommandLine): void;
  commit(): void;
}

/** The name in `*nat`. */
export function tableName({ name: program }: Program, line: string, number: number): string {
  const [name] = fields(line.slice(1));
  if (name === undefined) throw parameterProblem(`${program}: line ${number} table name invalid`);
  return name;
}

/** A table of ip_tables, which is changed as the lines come and put back at the end. */
export function restoreTable(
  netfilter: Netfilter,
  name: string,
  program: Program,
  options: RestoreOptions,
): RestoredTable {
  const handle = openTable(program.family === 'ipv6' ? netfilter.ip6 : netfilter, name, program, options);
  return {
    table: handle.table,
    chainLine: (line, number) => chainLine(program, handle, line, number, options),
    run: (command) => runCommand(program, handle, command),
    commit() {
      if (!options.test) handle.commit();
    },
  };
}

/** Takes a table out and, unless told otherwise, empties it; policies stay. */
function openTable(
  store: TableStore,
  name: string,
  program: Program,
  { noflush, verbose }: RestoreOptions,
): TableHandle {
  const table = findTable(name);
  if (table === undefined) throw parameterProblem(`${program.name}: unable to initialize table '${name}'`);
  const handle = new TableHandle(store, table);
  if (noflush) return handle;
  for (const { name: chain } of handle.chains()) {
    if (verbose) program.stdout += `Flushing chain \`${chain}'\n`;
    handle.flush(chain);
  }
  for (const { name: chain, policy } of handle.chains()) {
    if (policy !== undefined) continue;
    if (verbose) program.stdout += `Deleting chain \`${chain}'\n`;
    handle.deleteChain(chain);
  }
  return handle;
}

/** `:INPUT ACCEPT [12:3456]` */
function chainLine(
  { name: program }: Program,
  handle: TableHandle,
  line: string,
  number: number,
  { counters, noflush }: RestoreOptions,
): void {
  const [name, policy, count] = fields(line.slice(1));
  if (name === undefined) throw parameterProblem(`${program}: line ${number} chain name invalid`);
  if (name.length > MAX_NAME) throw parameterProblem(`Invalid chain name \`${name}' (${MAX_NAME} chars max)`);
  const builtin = handle.isChain(name) && handle.chain(name).policy !== undefined;
  if (!builtin && noflush && handle.isChain(name)) handle.flush(name);
  else if (!builtin && handle.isChain(name)) throw parameterProblem(`error creating chain '${name}':File exists`);
  else if (!builtin) handle.create(name);
  if (policy === undefined) throw parameterProblem(`${program}: line ${number} policy invalid`);
  if (policy === '-') return;
  const given = counters ? parsePolicyCounters(name, count) : undefined;
  try {
    handle.setPolicy(name, policy, given);
  } catch (error) {
    if (!(error instanceof IptablesError)) throw error;
    const reason = error.message.startsWith('Bad policy') ? 'Bad policy name' : 'Bad built-in chain name';
    throw new IptablesError('other', `Can't set policy \`${policy}' on \`${name}' line ${number}: ${reason}`);
  }
}

/** `[12:3456]` */
export function parsePolicyCounters(name: string, text = ''): Counters {
  const [, first = '', second = ''] = /^\[(\s*[+-]?\d+):(.*)/s.exec(text) ?? [];
  const packets = parseCounter(first);
  const bytes = parseCounter(second);
  if (packets === undefined || bytes === undefined)
    throw parameterProblem(`invalid policy counters for chain '${name}'`);
  return { packets, bytes };
}

/** A command, perhaps with counters before it: `[12:3456] -A INPUT -j ACCEPT`. */
export function ruleLine(
  program: Program,
  table: RestoredTable,
  line: string,
  number: number,
  options: RestoreOptions,
): void {
  const { counters, rest } = splitCounters(line, number);
  const before = ['-t', table.table, ...(options.counters && counters ? ['--set-counters', ...counters] : [])];
  const words = splitWords(rest, before.length + 1);
  const command = parseCommandLine(program, [...before, ...words]);
  if (command === undefined) return;
  table.run(options.verbose ? { ...command, verbose: true } : command);
}

/** The counters are cut out as strtok does it, which takes what lies between the first `:` and the next `]`. */
function splitCounters(
  line: string,
  number: number,
): { readonly counters?: readonly [string, string]; readonly rest: string } {
  if (!line.startsWith('[')) return { rest: line };
  const close = line.indexOf(']');
  if (close < 0) throw parameterProblem(`Bad line ${number}: need ]`);
  const inner = line.slice(1).replace(/^:+/, '');
  const colon = inner.indexOf(':');
  const packets = colon < 0 ? inner : inner.slice(0, colon);
  const bytes = colon < 0 ? undefined : /[^\]]+/.exec(inner.slice(colon + 1))?.[0];
  if (packets === '') throw parameterProblem(`Bad line ${number}: need :`);
  if (bytes === undefined) throw parameterProblem(`Bad line ${number}: need ]`);
  return { counters: [packets, bytes], rest: line.slice(close + 1) };
}

/** Words between spaces and tabs. */
export function fields(text: string): readonly string[] {
  return text.split(/[ \t\n]+/).filter((field) => field !== '');
}

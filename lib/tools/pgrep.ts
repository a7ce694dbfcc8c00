/** `pgrep`, `pkill` and `killall` of procps and psmisc. */
import type { Process, Program } from '../machine';
import { failProcess, immediate } from './common/command';
import { compilePattern, type Pattern, PatternError } from './common/pattern';
import { type ProcessView, viewProcesses } from './common/processView';
import { isModelled, sendSignal, signalName, signalNumber } from './common/signal';
import { refuse, ToolError } from './common/toolError';

interface Query {
  pattern: string | undefined;
  full: boolean;
  exact: boolean;
  ignoreCase: boolean;
  inverse: boolean;
  which: 'all' | 'newest' | 'oldest';
  parents: readonly number[] | undefined;
  count: boolean;
  delimiter: string;
  show: 'pid' | 'name' | 'line';
  echo: boolean;
  signal: number;
}

/** Letters that take a value, and real ones that are not modelled. */
const VALUED = 'dPgGstuUFr';
const REFUSED = 'gGsuUtFLrAwqHO';

function matching(
  name: string,
): (body: (process: Process, query: Query, found: readonly ProcessView[]) => number) => Program {
  return (body) =>
    immediate((process) => {
      try {
        const query = parse(name, process.argv.slice(1));
        return body(process, query, find(name, process, query));
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        return failProcess(process, error.stderr, error.exitCode);
      }
    });
}

/** Prints the numbers of the processes whose name matches; exit code 1 if there is none. */
export const pgrep: Program = matching('pgrep')((process, query, found) => {
  if (query.count) process.stdout += `${found.length}\n`;
  else if (found.length > 0) {
    const texts = found.map(({ pid, process: { comm, title } }) =>
      query.show === 'pid' ? String(pid) : `${pid} ${query.show === 'name' ? comm : title}`,
    );
    process.stdout += `${texts.join(query.delimiter)}\n`;
  }
  return found.length > 0 ? 0 : 1;
});

/** Sends them a signal. */
export const pkill: Program = matching('pkill')((process, query, found) => {
  for (const { process: target, pid } of found) {
    sendSignal(process.place, target, query.signal);
    if (query.echo) process.stdout += `${target.comm} killed (pid ${pid})\n`;
  }
  if (query.count) process.stdout += `${found.length}\n`;
  return found.length > 0 ? 0 : 1;
});

/** Sends a signal to all processes of exactly these names. */
export const killall: Program = immediate((process) => {
  let signal = 15;
  let exitCode = 0;
  const names: string[] = [];
  for (const word of process.argv.slice(1)) {
    const number = word.startsWith('-') ? signalNumber(word.slice(1)) : undefined;
    if (number !== undefined && isModelled(number)) signal = number;
    else if (word.startsWith('-')) {
      return failProcess(process, `killall: option "${word}" is not modelled by chainwalk\n`, 2);
    } else names.push(word);
  }
  for (const name of names) {
    const found = process.place.pids.list().filter(({ comm }) => comm === name.slice(0, 15));
    for (const target of found) sendSignal(process.place, target, signal);
    if (found.length > 0) continue;
    process.stderr += `${name}: no process found\n`;
    exitCode = 1;
  }
  return names.length === 0 ? 1 : exitCode;
});

function parse(name: string, argv: readonly string[]): Query {
  const query: Query = {
    pattern: undefined,
    full: false,
    exact: false,
    ignoreCase: false,
    inverse: false,
    which: 'all',
    parents: undefined,
    count: false,
    delimiter: '\n',
    show: 'pid',
    echo: false,
    signal: 15,
  };
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const signal = name === 'pkill' && /^-[A-Z0-9]/.test(word) ? signalNumber(word.slice(1)) : undefined;
    if (signal !== undefined) {
      if (!isModelled(signal))
        throw new ToolError(`${name}: signal ${signalName(signal)} is not modelled by chainwalk\n`, 2);
      query.signal = signal;
    } else if (word.startsWith('-') && word !== '-') index += takeOption(name, query, word, argv[index + 1]);
    else if (query.pattern !== undefined) throw usage(name, 'only one pattern can be provided');
    else query.pattern = word;
  }
  if (query.pattern === undefined && query.parents === undefined) throw usage(name, 'no matching criteria specified');
  return query;
}

function takeOption(name: string, query: Query, word: string, next: string | undefined): number {
  const letters =
    {
      '--full': 'f',
      '--list-name': 'l',
      '--list-full': 'a',
      '--exact': 'x',
      '--newest': 'n',
      '--oldest': 'o',
      '--count': 'c',
      '--ignore-case': 'i',
      '--inverse': 'v',
      '--echo': 'e',
    }[word] ?? word.slice(1);
  if (letters.startsWith('-')) throw new ToolError(`${name}: option "${word}" is not modelled by chainwalk\n`, 2);
  for (let index = 0; index < letters.length; index++) {
    const letter = letters[index] as string;
    if (REFUSED.includes(letter)) throw new ToolError(`${name}: option "-${letter}" is not modelled by chainwalk\n`, 2);
    if (VALUED.includes(letter)) {
      const attached = letters.slice(index + 1);
      const value = attached === '' ? next : attached;
      if (value === undefined)
        throw new ToolError(
          `${name}: option requires an argument -- '${letter}'\nTry \`${name} --help' for more information.\n`,
          2,
        );
      if (letter === 'd') query.delimiter = value;
      else query.parents = value.split(',').map(Number);
      return attached === '' ? 1 : 0;
    }
    if (letter === 'f') query.full = true;
    else if (letter === 'x') query.exact = true;
    else if (letter === 'i') query.ignoreCase = true;
    else if (letter === 'v' && name === 'pgrep') query.inverse = true;
    else if (letter === 'n') query.which = 'newest';
    else if (letter === 'o') query.which = 'oldest';
    else if (letter === 'c') query.count = true;
    else if (letter === 'l' && name === 'pgrep') query.show = 'name';
    else if (letter === 'a' && name === 'pgrep') query.show = 'line';
    else if (letter === 'e' && name === 'pkill') query.echo = true;
    else throw new ToolError(`${name}: invalid option -- '${letter}'\n\nUsage:\n ${name} [options] <pattern>\n`, 2);
  }
  return 0;
}

function find(name: string, self: Process, query: Query): readonly ProcessView[] {
  const { pattern, full, exact, ignoreCase, inverse, parents } = query;
  if (pattern !== undefined && pattern.length > 15 && !full) {
    throw new ToolError(
      `${name}: pattern that searches for process name longer than 15 characters will result in zero matches\nTry \`${name} -f' option to match against the complete command line.\n`,
      1,
    );
  }
  const expression = compile(name, exact ? `^(${pattern ?? ''})$` : (pattern ?? ''), ignoreCase);
  const found = viewProcesses(self.place, self).filter(({ process, ppid }) => {
    if (process === self) return false;
    const matches =
      expression.test(full ? process.title : process.comm) && (parents === undefined || parents.includes(ppid));
    return matches !== inverse;
  });
  if (query.which === 'all' || found.length === 0) return found;
  const byAge = [...found].sort((a, b) => a.process.startedAt - b.process.startedAt || a.pid - b.pid);
  return [(query.which === 'newest' ? byAge.at(-1) : byAge[0]) as ProcessView];
}

function compile(name: string, pattern: string, ignoreCase: boolean): Pattern {
  try {
    return compilePattern(pattern, { ignoreCase });
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    if (error.isValid) throw refuse(name, `the regular expression "${pattern}"`);
    throw new ToolError(`${name}: regex error: Invalid regular expression\n`, 2);
  }
}

function usage(name: string, message: string): ToolError {
  return new ToolError(`${name}: ${message}\nTry \`${name} --help' for more information.\n`, 2);
}

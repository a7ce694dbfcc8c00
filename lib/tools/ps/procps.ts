/** `ps` of procps 4.0. */
import type { Program } from '../../machine';
import { failProcess, immediate } from '../common/command';
import { type ProcessView, viewProcesses } from '../common/processView';
import { refuse, ToolError } from '../common/toolError';
import { BSD, BSD_USER, BY_NAME, type Column, FULL, formatTable, SHORT } from './columns';

const USAGE = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

interface Request {
  columns: readonly Column[];
  /** Which processes; absent: those of the terminal. */
  select: ((view: ProcessView) => boolean) | undefined;
  headed: boolean;
}

/** `ps`, `ps -ef`, `ps aux`, `ps -p`, `ps -C`, `ps -o`. */
export const ps: Program = immediate((process) => {
  try {
    const { columns, select, headed } = parse(process.argv.slice(1));
    const views = viewProcesses(process.place, process);
    const tty = views.find((view) => view.process === process)?.tty;
    const shown = views.filter(select ?? ((view) => view.tty === tty));
    process.stdout += formatTable(columns, shown, headed);
    return shown.length === 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return failProcess(process, error.stderr, error.exitCode);
  }
});

function parse(argv: readonly string[]): Request {
  const request: Request = { columns: SHORT, select: undefined, headed: true };
  const selections: ((view: ProcessView) => boolean)[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const argument = (attached: string): string => {
      const value = attached !== '' ? attached : argv[++index];
      if (value === undefined) throw new ToolError(`error: list of process IDs must follow -p\n${USAGE}`);
      return value;
    };
    if (word === '--no-headers' || word === '--no-heading') request.headed = false;
    else if (word.startsWith('--')) throw refuse('ps', `option "${word}"`);
    else if (/^\d+(,\d+)*$/.test(word)) selections.push(byPid(word));
    else if (!word.startsWith('-')) takeBsd(request, selections, word);
    else takeSystemV(request, selections, word.slice(1), argument);
  }
  if (selections.length > 0) request.select = (view) => selections.some((select) => select(view));
  return request;
}

function takeSystemV(
  request: Request,
  selections: ((view: ProcessView) => boolean)[],
  letters: string,
  argument: (attached: string) => string,
): void {
  for (let index = 0; index < letters.length; index++) {
    const letter = letters[index] as string;
    const rest = letters.slice(index + 1);
    if (letter === 'e' || letter === 'A') selections.push(() => true);
    else if (letter === 'f') request.columns = FULL;
    else if (letter === 'w') continue;
    else if (letter === 'a' && rest.startsWith('x')) return takeBsd(request, selections, letters.slice(index));
    else if (letter === 'p' || letter === 'C' || letter === 'o') {
      const value = argument(rest);
      if (letter === 'p') selections.push(byPid(value));
      else if (letter === 'C') selections.push(({ process }) => value.split(',').includes(process.comm));
      else request.columns = ownColumns(value);
      return;
    } else if (/[adFgGHjlLMNOqsTtuUyZVc]/.test(letter)) throw refuse('ps', `option "-${letter}"`);
    else throw new ToolError(`error: unsupported SysV option\n${USAGE}`);
  }
}

/** Letters without a hyphen. */
function takeBsd(request: Request, selections: ((view: ProcessView) => boolean)[], letters: string): void {
  if (request.columns === SHORT) request.columns = BSD;
  for (const letter of letters) {
    if (letter === 'a' || letter === 'x') selections.push(() => true);
    else if (letter === 'u') request.columns = BSD_USER;
    else if (!/[wf]/.test(letter) || letter === 'f') {
      if (/[cefgjklLmnNOopqrsStTUvXZ]/.test(letter)) throw refuse('ps', `option "${letter}"`);
      throw new ToolError(`error: unsupported option (BSD syntax)\n${USAGE}`);
    }
  }
}

function byPid(list: string): (view: ProcessView) => boolean {
  if (!/^\d+([, ]+\d+)*$/.test(list)) throw new ToolError(`error: process ID list syntax error\n${USAGE}`);
  const pids = list.split(/[, ]+/).map(Number);
  return ({ pid }) => pids.includes(pid);
}

/** `pid,comm=,args=COMMAND LINE` */
function ownColumns(list: string): readonly Column[] {
  const columns: Column[] = [];
  for (const part of list.split(/[, ]+/)) {
    const [, name = '', title] = /^([^=]*)(?:=(.*))?$/.exec(part) ?? [];
    const column = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
    if (column === undefined) throw new ToolError(`error: unknown user-defined format specifier "${name}"\n${USAGE}`);
    columns.push(title === undefined ? column : { ...column, title });
  }
  return columns;
}

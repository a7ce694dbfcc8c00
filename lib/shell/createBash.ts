/** The interpreter of one shell, with the commands of its place. */
import type { Bash, CommandContext, CommandName, CustomCommand, ExecResult } from 'just-bash';
import type { Place, Program } from '../machine';
import { isMachine } from '../machine/isMachine';
import { catEndless, isEndlessDevice } from '../tools/common/endlessDevice';
import { type CommandResult, failure } from '../tools/common/result';
import { FED } from './byLine';
import { createCarriers } from './carriers';
import { bounded, firstBytes, refuseEndless } from './endlessInput';
import { firstEnvironment, printEnvironment } from './environment';
import { feed } from './feeding';
import { fileCommands } from './fileCommands';
import type { ShellFileSystem } from './fileSystem';
import { history } from './history';
import { firstDirectory } from './home';
import { GOES_ON, goesOn } from './innerShell';
import { interpreterOf, type Parse, type Print } from './interpreter';
import { JOB_COMMANDS } from './jobCommands';
import type { Jobs } from './jobs';
import { layOut } from './layout';
import { LIMITS } from './limits';
import { checkTargets, guardRedirections, OPENS } from './redirections';
import { WITHIN } from './scriptNodes';
import { type StopSignal, strandOf } from './strand';
import { TEXT_COMMANDS } from './textCommands';
import { lineOf } from './typedLine';

/** Of the shell that it is for. */
export interface BashOptions {
  readonly place: Place;
  readonly files: ShellFileSystem;
  /** Those of the place, and of the shell itself. */
  readonly programs: ReadonlyMap<string, Program>;
  readonly history: string[];
  /** What it starts in the background, where the line that runs has no jobs of its own. */
  readonly jobs: Jobs;
  /** `$$` */
  readonly pid: number;
  readonly runProgram: RunProgram;
  /** Of the last command of a script, which its process goes on as. */
  readonly goOnAs: (argv: readonly string[], context: CommandContext) => Promise<CommandResult>;
}

/** Runs a program as a command. */
type RunProgram = (argv: readonly string[], program: Program, context: CommandContext) => Promise<CommandResult>;

type Run = (words: readonly string[], context: CommandContext) => Promise<ExecResult | CommandResult>;

export interface CreatedBash {
  readonly bash: Bash;
  readonly parse: Parse;
  readonly print: Print;
}

export async function createBash(options: BashOptions): Promise<CreatedBash> {
  const { place, files, programs, pid } = options;
  const { Bash, defineCommand, parse, print, missing } = await interpreterOf(place.machine);
  const carriers = createCarriers(place);
  const commands = new Map<string, Run>([
    ...[...programs].map(([name, program]) => [name, programRun(name, program, options)] as const),
    ...missing.map((name) => [name, async () => refuse(name)] as const),
    ...ownCommands(options, parse),
    ...carriers,
    ...[...JOB_COMMANDS.keys()].map((name) => [name, jobCommand(name, options)] as const),
  ]);
  const builtins = ['history', 'trap', 'ulimit', 'umask', ...JOB_COMMANDS.keys(), OPENS, WITHIN, GOES_ON];
  const offered = new Set([...TEXT_COMMANDS, ...programs.keys(), ...carriers.keys(), ...builtins]);
  layOut(place, offered, place.machine.date(0).getTime());
  const env = firstEnvironment(place);
  const bash = new Bash({
    fs: files,
    commands: TEXT_COMMANDS.filter((name) => !missing.includes(name)) as CommandName[],
    customCommands: [...commands].map(([name, run]): CustomCommand => defineCommand(name, run)),
    cwd: firstDirectory(place),
    env,
    processInfo: { pid, ppid: 1, uid: 0, gid: 0 },
    defenseInDepth: false,
    executionLimits: LIMITS,
  });
  bash.registerTransformPlugin({
    name: 'redirections',
    transform: ({ ast }) => ({ ast: guardRedirections(ast, parse) }),
  });
  await bash.exec(`export ${Object.keys(env).join(' ')}`);
  return { bash, parse, print };
}

function programRun(name: string, program: Program, { runProgram }: BashOptions): Run {
  return (words, context) => runProgram([name, ...words], program, context);
}

function refuse(name: string): CommandResult {
  return failure(`bash: ${name}: not modelled by chainwalk in a browser\n`, 127);
}

/** Its code comes when somebody wants it. */
async function runOd(
  files: ShellFileSystem,
  words: readonly string[],
  context: CommandContext,
): Promise<CommandResult> {
  const refused = firstBytes(files.place, ['od', ...words]) === undefined ? refuseEndless('od', words) : undefined;
  if (refused !== undefined) return refused;
  const { od } = await import('./od.js');
  const read = (name: string) => {
    const path = files.resolvePath(context.cwd, name);
    if (isEndlessDevice(path)) return firstBytes(files.place, ['od', ...words]);
    return files.isFile(path) ? files.readBytes(path) : undefined;
  };
  return od(words, read, () => String(context.stdin ?? ''), !isMachine(files.place));
}

/** Builtins, and commands of the interpreter that are otherwise here. */
function ownCommands(options: BashOptions, parse: Parse): readonly (readonly [string, Run])[] {
  const { place, files, goOnAs, runProgram } = options;
  const isAsh = !isMachine(place);
  return [
    ['history', async (words) => history(options.history, words)],
    [OPENS, async (words, { cwd }) => checkTargets(files, words, cwd)],
    ['env', printEnvironment(place)],
    ...FED.map((name): [string, Run] => [name, (words, context) => feed(place, [name, ...words], context)]),
    [
      'cat',
      (words, context) =>
        words.some(isEndlessDevice)
          ? runProgram(['cat', ...words], catEndless, context)
          : feed(place, ['cat', ...words], context),
    ],
    ...['sort', 'md5sum', 'sha1sum', 'sha256sum', 'base64', 'cp'].map((name): [string, Run] => [
      name,
      async (words, context) => bounded(place, [name, ...words], context),
    ]),
    [
      'tail',
      async (words, context) => {
        if (!follows(words)) return feed(place, ['tail', ...words], context);
        const { tail } = await import('../tools/tail.js');
        return runProgram(['tail', ...words], tail, context);
      },
    ],
    ['od', (words, context) => runOd(files, words, context)],
    ...fileCommands(files, parse),
    [GOES_ON, async (_words, context) => goesOn(context)],
    [
      'trap',
      async (words, { signal }) => {
        const { trap } = await import('./trap.js');
        return trap(words, lineOf(strandOf(signal as Signal)), parse);
      },
    ],
    [
      'umask',
      async (words, { signal }) => {
        const { umask } = await import('./umask.js');
        return umask(words, strandOf(signal as Signal)?.running, isAsh);
      },
    ],
    [
      'ulimit',
      async (words, { signal }) => {
        const { ulimit } = await import('./ulimit.js');
        return ulimit(words, strandOf(signal as Signal)?.running, isAsh);
      },
    ],
    [WITHIN, goOnAs],
  ];
}

type Signal = StopSignal | undefined;

function jobCommand(name: string, { jobs, programs, runProgram }: BashOptions): Run {
  return async (words, context) => {
    const line = lineOf(strandOf(context.signal as Signal));
    const command = JOB_COMMANDS.get(name)?.(line?.jobs ?? jobs, [name, ...words], line?.isWatched === true);
    if (command === undefined) return failure(`bash: ${name}: command not found\n`, 127);
    if ('exitCode' in command) return command;
    const program = command.program ?? programs.get(name);
    if (program === undefined) return failure(`bash: ${name}: command not found\n`, 127);
    return runProgram(command.argv, program, context);
  };
}

/** Whether a command line of `tail` follows a file. */
function follows(words: readonly string[]): boolean {
  return words.some((word) => /^-[a-zA-Z]*[fF]|^--follow/.test(word));
}

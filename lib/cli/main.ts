/** The `chainwalk` command. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { LabOptions } from '../lab';
import { version } from '../version';
import type { DiffOptions } from './diff';
import type { RunOptions } from './run';
import { exitOnClosedPipe } from './unread';

/** Runs the command line (without `node` and the script's name); the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const cli = new Command('chainwalk')
    .description('Walk a packet through iptables and Docker’s bridge, offline and without root.')
    .version(version)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  withLabOptions(
    cli
      .command('run')
      .argument('<file>', 'a session: a line PLACE# COMMAND for each command; - reads standard input')
      .description('run a session and print its transcript')
      .addOption(
        new Option('--world <world>', 'whose machines: simulated ones, or this computer’s kernel (root, Linux)')
          .choices(['simulated', 'kernel'])
          .default('simulated'),
      )
      .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
      .option(
        '--pcap <folder>',
        'write there what each interface carried, a pcapng file for each machine and container',
      )
      .option('--report <file.html>', 'write there a page about each access: counters, path maps, ladders'),
  ).action(async (file: string, options: RunOptions) => {
    const { runCommand } = await import('./run.js');
    if (options.pcap === undefined && options.report === undefined) exitOnClosedPipe();
    exitCode = await runCommand(file, options, (text) => process.stdout.write(text));
  });
  withLabOptions(
    cli.command('shell').description('type at the simulated machines; help at the prompt says how'),
  ).action(async (options: LabOptions) => {
    const { shellCommand } = await import('./shell.js');
    const { stdin: input, stdout: output, stderr: errors } = process;
    const isTerminal = input.isTTY === true && output.isTTY === true;
    exitOnClosedPipe();
    exitCode = await shellCommand(options, { input, output, errors, isTerminal });
  });
  addKernelCommands(cli, (code) => {
    exitCode = code;
  });
  cli
    .command('diff')
    .argument('<file>', 'a session; - reads standard input')
    .description('run a session on simulated and on real machines, and say what differs')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'html']).default('text'))
    .option('--html <file>', 'write it as a page there as well')
    .option('--runs <number>', 'real runs, and as many again that trace packets', wholeNumber, 2)
    .option('--pause <seconds>', 'time from the end of a command to the start of the next', seconds, 1)
    .option('--seed <number>', 'what the simulation draws its ports and identifiers from', wholeNumber, 1)
    .action(async (file: string, options: DiffOptions) => {
      const { diffCommand } = await import('./diff.js');
      const print = (text: string) => process.stdout.write(text);
      const tell = (sentence: string) => process.stderr.write(`${sentence}\n`);
      exitCode = await diffCommand(file, options, { print, tell });
    });
  for (const [name, description] of [
    ['book', 'run all notebooks and publish them as a book of HTML pages'],
    ['notebooks', 'run, check or rewrite notebooks'],
    ['report', 'write notebooks as one document: HTML, PDF or markdown'],
    ['lab', 'open copies of the notebooks in JupyterLab'],
    ['exercises', 'write the exercises as sheets, without answers'],
    ['progress', 'tell which exercises copies of the notebooks solve'],
  ] as const) {
    cli
      .command(name, { hidden: false })
      .description(description)
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action(async (_options: unknown, command: Command) => {
        exitCode = await (await NOTEBOOK_COMMANDS[name]())(command.args);
      });
  }
  try {
    const [first, name = ''] = argv;
    const isHelp = first === 'help' && Object.hasOwn(NOTEBOOK_COMMANDS, name);
    await cli.parseAsync(isHelp ? [name, '--help'] : argv, { from: 'user' });
  } catch (error) {
    return exitCodeOf(error);
  }
  return exitCode;
}

/** The commands that read their own options, each loaded when it is asked for. */
const NOTEBOOK_COMMANDS = {
  book: async () => (await import('./notebooks.js')).bookCommand,
  notebooks: async () => (await import('./notebooks.js')).notebooksCommand,
  report: async () => (await import('./report.js')).reportCommand,
  lab: async () => (await import('./jupyter.js')).labCommand,
  exercises: async () => (await import('./exercises.js')).exercisesCommand,
  progress: async () => (await import('./exercises.js')).progressCommand,
} as const;

/** The real machines: what they need, and how it is had. */
function addKernelCommands(cli: Command, finish: (exitCode: number) => void): void {
  const kernel = cli.command('kernel').description('the real machines of `run --world kernel`');
  const print = (text: string) => process.stdout.write(text);
  kernel
    .command('doctor')
    .description('say what the real machines need, and what of it is missing')
    .action(async () => finish(await (await import('./real.js')).doctorCommand(print)));
  kernel
    .command('build')
    .description('unpack missing programs from Debian packages into the cache folder, and make the images there')
    .option('--anew', 'throw away what is in the cache folder first')
    .action(async ({ anew = false }: { readonly anew?: boolean }) => {
      finish(await (await import('./real.js')).buildCommand(anew, print));
    });
  kernel
    .command('capture')
    .argument('<file>', 'a session; a line "# access: NAME" marks the command below it as an access')
    .argument('<folder>', 'where NAME.json of NAME.session is written')
    .description('write what the real kernel shows of a session’s accesses, as data for tests')
    .option('--runs <number>', 'how often; what differs from run to run is listed', wholeNumber, 2)
    .action(async (file: string, folder: string, { runs }: { readonly runs: number }) => {
      finish(await (await import('./capture.js')).captureCommand(file, folder, runs, print));
    });
}

/** What the machines are like. */
function withLabOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--iptables-version <version>', 'how listings look').choices(['1.4.21', '1.8.9']).default('1.4.21'),
    )
    .option('--pause <seconds>', 'time from the end of a command to the start of the next', seconds, 1)
    .option('--seed <number>', 'what ports, identifiers and MAC addresses are drawn from', wholeNumber, 1);
}

/** Commander has told the user already; anything that is neither the user's nor the kernel's is a defect of ours. All are told in one line. */
function exitCodeOf(error: unknown): number {
  if (typeof error === 'object' && error !== null && 'exitCode' in error) return Number(error.exitCode) === 0 ? 0 : 2;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  process.stderr.write(`chainwalk: ${message}\n`);
  return { UsageError: 2, KernelError: 1 }[name] ?? 70;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 1e6) throw new InvalidArgumentError('It takes seconds, such as 1 or 0.5.');
  return value;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

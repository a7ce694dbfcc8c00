/** The `chainwalk` command. */
import { Command, CommanderError } from 'commander';
import { nodePlatform } from '../node';
import { obstacleOf } from '../node/obstacle';
import { usePlatform } from '../platform';
import { VERSION } from '../version';
import { addAudit } from './audit';
import type { AddCommand } from './command';
import { addDiff } from './diff';
import { addCollect, addLoad, addWhy } from './host';
import { addKernel } from './kernel';
import { addReach } from './reach';
import { addRun } from './run';
import { addShell } from './shell';
import { addUpgrade } from './upgrade';
import { addWhatIf } from './whatIf';

const COMMANDS: readonly AddCommand[] = [
  addRun,
  addShell,
  addKernel,
  addDiff,
  addUpgrade,
  addCollect,
  addLoad,
  addWhy,
  addReach,
  addAudit,
  addWhatIf,
];

/** Exit codes by the code of an error. All that is not listed is a defect of chainwalk's own. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  ERR_USAGE: 2,
  ERR_NOTEBOOK: 2,
  ERR_PORT: 2,
  ERR_REAL_MACHINE: 1,
};
/** What the file system refuses is no defect. */
const REFUSED = 1;
const DEFECT = 70;
/** Errors whose message names its subject, so that it is printed unchanged. */
const PLAIN: readonly string[] = ['ERR_NOTEBOOK', 'ERR_PORT'];

/** Runs the command line (without `node` and the script's name); the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  usePlatform(nodePlatform);
  let exitCode = 0;
  const cli = new Command('chainwalk')
    .description('Walk a packet through iptables and Docker’s bridge, offline and without root.')
    .version(VERSION)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const addCommand of [...COMMANDS, ...(await notebookCommands())]) {
    addCommand(cli, (code) => {
      exitCode = code;
    });
  }
  for (const command of cli.commands) command.allowExcessArguments(false);
  try {
    await cli.parseAsync(argv, { from: 'user' });
  } catch (error) {
    return exitCodeOf(error);
  }
  return exitCode;
}

/** None where the package was installed without the lab around it. */
async function notebookCommands(): Promise<readonly AddCommand[]> {
  try {
    return (await import('./notebookCommands.js')).NOTEBOOK_COMMANDS;
  } catch (error) {
    if (/MODULE_NOT_FOUND$/.test((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** Commander has told the user already; every other error is told in one line. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const kind = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const obstacle = obstacleOf(error);
  const message = messageOf(error, obstacle);
  process.stderr.write(PLAIN.includes(kind) ? `${message}\n` : `chainwalk: ${message}\n`);
  return EXIT_CODES[kind] ?? (obstacle === undefined ? DEFECT : REFUSED);
}

/** Of an error of the file system: what it was about, and why not. */
function messageOf(error: unknown, obstacle: string | undefined): string {
  if (!(error instanceof Error)) return String(error);
  return obstacle !== undefined && 'path' in error ? `cannot use ${error.path}: ${obstacle}` : error.message;
}

/** `chainwalk shell`. */
import type { Command } from 'commander';
import type { LabOptions } from '../lab';
import { checkBackend, withLabOptions } from './command';
import { exitOnClosedPipe } from './unread';

/** Adds `chainwalk shell`; `finish` takes its exit code. */
export function addShell(cli: Command, finish: (exitCode: number) => void): void {
  withLabOptions(
    cli.command('shell').description('type at the simulated machines; help at the prompt says how'),
  ).action(async (options: LabOptions) => {
    checkBackend(options);
    const { runShell } = await import('./actions/shell.js');
    const { stdin: input, stdout: output, stderr: errors } = process;
    const isTerminal = input.isTTY === true && output.isTTY === true;
    exitOnClosedPipe();
    finish(await runShell(options, { input, output, errors, isTerminal }));
  });
}

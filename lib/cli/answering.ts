/** What the sub-commands about notebooks have in common: how they understand, answer and print. */
import { type Command, CommanderError, InvalidArgumentError } from 'commander';
import { PortError } from '../notebook/book/serve';
import { NotebookError } from '../notebook/format/document';

/** Runs `action` once `command` has understood `args`; what the user did wrong becomes a sentence and an exit code. */
export async function answering(
  command: Command,
  args: readonly string[],
  action: () => number | Promise<number>,
): Promise<number> {
  try {
    command.exitOverride().parse(args, { from: 'user' });
    return await action();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof NotebookError || error instanceof PortError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

/** The number of a TCP port, for an option. */
export function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 to 65535.');
  return Number(text);
}

/** Prints `line` and ends it. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

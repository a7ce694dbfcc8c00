/** `chainwalk diff FILE`. */
import { type Command, Option } from 'commander';
import type { DiffOptions } from './actions/diff';
import { checkBackend, engineOption, firewallBackendOption, print, seconds, wholeNumber } from './command';

/** Adds `chainwalk diff`; `finish` takes its exit code. */
export function addDiff(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('diff')
    .argument('<file>', 'a session; - reads standard input')
    .description(
      'run a session on simulated and on real machines, and say what differs; on the real ones it runs as root: run none that you do not trust',
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'html']).default('text'))
    .option('--html <file>', 'write it as a page there as well')
    .addOption(engineOption())
    .addOption(firewallBackendOption())
    .option('--runs <number>', 'real runs, and as many again that trace packets', wholeNumber, 2)
    .option('--pause <seconds>', 'time from the end of a command to the start of the next', seconds, 1)
    .option('--seed <number>', 'what the simulation draws its ports and identifiers from', wholeNumber, 1)
    .action(async (file: string, options: DiffOptions) => {
      checkBackend(options);
      const { compareWorlds } = await import('./actions/diff.js');
      const tell = (sentence: string) => process.stderr.write(`${sentence}\n`);
      finish(await compareWorlds(file, options, { print, tell }));
    });
}

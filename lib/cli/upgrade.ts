/** `chainwalk upgrade FILE`. */
import { type Command, Option } from 'commander';
import type { UpgradeCommandOptions } from './actions/upgrade';
import { checkBackend, engineVersion, print, seconds, wholeNumber } from './command';

/** Adds `chainwalk upgrade`; `finish` takes its exit code. */
export function addUpgrade(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('upgrade')
    .argument('<file>', 'a session; - reads standard input')
    .description(
      'run a session on two Docker engines, and say which rules come and go, and what becomes of each request; the exit code is 1 if a request or a command ends in another way',
    )
    .addOption(
      new Option('--from <version>', 'the engine before: a version from 20.10 to 29.7, or a line of versions, 28.5')
        .argParser(engineVersion)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--to <version>', 'the engine after').argParser(engineVersion).makeOptionMandatory())
    .addOption(
      new Option(
        '--backend <backend>',
        'where the engine after makes its rules; with nftables, from 29, forwarding is on before that engine starts',
      )
        .choices(['iptables', 'nftables'])
        .default('iptables'),
    )
    .option('--each', 'say after each command which rules it made differ')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'html']).default('text'))
    .option('--pause <seconds>', 'time from the end of a command to the start of the next', seconds, 1)
    .option('--seed <number>', 'what ports, identifiers and MAC addresses are drawn from', wholeNumber, 1)
    .action(async (file: string, options: UpgradeCommandOptions) => {
      checkBackend({ engine: options.to, ...(options.backend && { firewallBackend: options.backend }) });
      const { compareEngines } = await import('./actions/upgrade.js');
      finish(await compareEngines(file, options, print));
    });
}

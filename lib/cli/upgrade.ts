/** `chainwalk upgrade FILE`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { UpgradeCommandOptions } from './actions/upgrade';
import { engineVersion, print, seconds, wholeNumber } from './command';

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
      new Option('--backend <backend>', 'the firewall of the engine after: iptables')
        .argParser(knownBackend)
        .default('iptables'),
    )
    .option('--each', 'say after each command which rules it made differ')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'html']).default('text'))
    .option('--pause <seconds>', 'time from the end of a command to the start of the next', seconds, 1)
    .option('--seed <number>', 'what ports, identifiers and MAC addresses are drawn from', wholeNumber, 1)
    .action(async (file: string, options: UpgradeCommandOptions) => {
      const { compareEngines } = await import('./actions/upgrade.js');
      finish(await compareEngines(file, options, print));
    });
}

function knownBackend(text: string): string {
  if (text === 'iptables') return text;
  throw new InvalidArgumentError(
    text === 'nftables'
      ? 'chainwalk does not model Docker’s nftables backend, only iptables.'
      : 'The only one that is modelled is iptables.',
  );
}

/** `chainwalk what-if FILE… -c COMMAND`. */
import { type Command, Option } from 'commander';
import type { WhatIfCommandOptions } from './actions/whatIf';
import { print } from './command';
import { HOST_FILES } from './host';
import { exitOnClosedPipe } from './unread';

/** Adds `chainwalk what-if`; `finish` takes its exit code. */
export function addWhatIf(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('what-if')
    .argument('<files...>', HOST_FILES)
    .description(
      'run commands on a copy of a host, and say which requests are opened and closed by them and which rule decides before and after; the exit code is 1 if a request changes',
    )
    .requiredOption(
      '-c, --command <command>',
      'iptables, nft, ipset, ip, sysctl or conntrack with its options; may be given several times',
      listed,
    )
    .option(
      '--ask <request>',
      'a request to ask about, "outside 192.0.2.10:8080 tcp"; may be given several times; else all that the host offers is asked for, from outside, from the host and from each network',
      listed,
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json', 'html']).default('text'))
    .action(async (files: readonly string[], options: WhatIfCommandOptions) => {
      exitOnClosedPipe();
      const { askWhatIf } = await import('./actions/whatIf.js');
      finish(await askWhatIf(files, options, print));
    });
}

function listed(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** `chainwalk reach HOST` and `chainwalk reach HOST OTHER`. */
import { type Command, Option } from 'commander';
import type { ReachCommandOptions } from './actions/reach';
import { print } from './command';
import { exitOnClosedPipe } from './unread';

const HOST = 'what a host printed: the file of chainwalk collect, or a folder with its dumps; - reads standard input';

/** Adds `chainwalk reach`; `finish` takes its exit code. */
export function addReach(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('reach')
    .argument('<host>', HOST)
    .argument(
      '[other]',
      'a second host, or the same after a change: what was opened and closed; then the exit code is 1 if anything was',
    )
    .description(
      'say who reaches what on a host of one’s own: the outside by each interface, each network, the host and its loopback ask for every published port and listener',
    )
    .addOption(
      new Option('--detail <detail>', 'one container for each network, or each container by itself')
        .choices(['networks', 'containers'])
        .default('networks'),
    )
    .addOption(
      new Option('--format <format>', 'how to print it').choices(['text', 'json', 'html', 'csv']).default('text'),
    )
    .action(async (host: string, other: string | undefined, options: ReachCommandOptions) => {
      exitOnClosedPipe();
      const { showReach } = await import('./actions/reach.js');
      finish(await showReach(host, other, options, print));
    });
}

/** `chainwalk audit PATH…`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AuditCommandOptions, Shard } from './actions/audit';
import { print, wholeNumber } from './command';
import { exitOnClosedPipe } from './unread';

/** Adds `chainwalk audit`; `finish` takes its exit code. */
export function addAudit(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('audit')
    .argument(
      '<paths...>',
      'files of chainwalk collect, each a host; folders, in which each file and each folder of dumps is a host; .jsonl files of other audits, whose results are merged; - reads standard input',
    )
    .description(
      'say what is open or broken on hosts of one’s own: facts, each shown by a packet, with a remedy that was tried on a copy; the exit code is 1 if something as bad as --fail-on was found, 2 if a host could not be read',
    )
    .addOption(
      new Option('--format <format>', 'how to print it; jsonl is one line a host')
        .choices(['text', 'json', 'jsonl', 'html', 'sarif', 'junit'])
        .default('text'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'the least that makes the exit code 1')
        .choices(['error', 'warning', 'note', 'never'])
        .default('error'),
    )
    .option('--one-host', 'each folder is one host, with its dumps in files')
    .option(
      '--jobs <number>',
      'so many hosts at once, in processes of their own; usually one for each processor',
      wholeNumber,
    )
    .option('--shard <i/n>', 'only the i-th of n parts of the hosts, for as many machines', shard)
    .action(async (paths: readonly string[], options: AuditCommandOptions) => {
      exitOnClosedPipe();
      const { auditPaths } = await import('./actions/audit.js');
      finish(await auditPaths(paths, options, print));
    });
}

function shard(text: string): Shard {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const part = { index: Number(index), count: Number(count) };
  if (index === undefined || part.index < 1 || part.index > part.count)
    throw new InvalidArgumentError('It takes a part and how many there are, from 1/4 to 4/4.');
  return part;
}

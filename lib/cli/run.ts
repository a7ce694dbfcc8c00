/** `chainwalk run FILE`. */
import { type Command, Option } from 'commander';
import type { RunOptions } from './actions/run';
import { checkBackend, print, withLabOptions } from './command';
import { exitOnClosedPipe } from './unread';

/** Adds `chainwalk run`; `finish` takes its exit code. */
export function addRun(cli: Command, finish: (exitCode: number) => void): void {
  withLabOptions(
    cli
      .command('run')
      .argument('<file>', 'a session: a line PLACE# COMMAND for each command; - reads standard input')
      .description('run a session and print its transcript')
      .addOption(
        new Option(
          '--world <world>',
          'whose machines: simulated ones, or this computer’s kernel (root, Linux), where a session runs as root: run none that you do not trust',
        )
          .choices(['simulated', 'kernel'])
          .default('simulated'),
      )
      .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
      .option(
        '--pcap <folder>',
        'write there what each interface carried, a pcapng file for each machine and container',
      )
      .option(
        '--report <file>',
        'write there what each request did, as the ending says: .html, .pdf, .docx, .md with counters, path maps and ladders, .csv with the counters alone',
      ),
  ).action(async (file: string, options: RunOptions) => {
    checkBackend(options);
    const { runSession } = await import('./actions/run.js');
    if (options.pcap === undefined && options.report === undefined) exitOnClosedPipe();
    finish(await runSession(file, options, print));
  });
}

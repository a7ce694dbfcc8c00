/** `chainwalk kernel doctor|build|capture`: what the real machines need, how it is had, and what they answer. */
import type { Command } from 'commander';
import { engineVersion, print, printLine, wholeNumber } from './command';

/** Adds `chainwalk kernel`; `finish` takes the exit code of its commands. */
export function addKernel(cli: Command, finish: (exitCode: number) => void): void {
  const kernel = cli.command('kernel').description('the real machines of `run --world kernel`');
  kernel
    .command('doctor')
    .description('say what the real machines need, and what of it is missing')
    .action(async () => finish((await import('./actions/machines.js')).examineMachines(print)));
  kernel
    .command('build')
    .description('unpack missing programs from Debian packages into the cache folder, and make the images there')
    .option('--anew', 'throw away what is in the cache folder first')
    .option(
      '--engine <version>',
      'fetch another Docker engine besides, for `diff --engine`: 26.1 or 28.5, from newer suites of Debian',
      engineVersion,
    )
    .action(async (options: { readonly anew?: boolean; readonly engine?: string }) => {
      const { build } = await import('../real/build.js');
      await build(printLine, options);
    });
  kernel
    .command('capture')
    .argument('<file>', 'a session; a line "# access: NAME" marks the command below it as a request')
    .argument('<folder>', 'where NAME.json of NAME.session is written')
    .description('write what the real kernel shows of a session’s requests, as data for tests')
    .option('--runs <number>', 'how often; what differs from run to run is listed', wholeNumber, 2)
    .action(async (file: string, folder: string, { runs }: { readonly runs: number }) => {
      const { captureSession } = await import('./actions/capture.js');
      finish(await captureSession(file, folder, runs, printLine));
    });
}

/** `chainwalk book`. */
import type { Command } from 'commander';
import { portNumber } from './command';

const DEFAULT_PORT = 8642;

interface BookOptions {
  readonly serve: boolean;
  readonly port: number;
  readonly reference?: true;
}

/** Adds `chainwalk book`; `finish` takes its exit code. */
export function addBook(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('book')
    .description('run all notebooks, write them as a book of HTML pages into book/, and serve it on 127.0.0.1')
    .option('--reference', 'write the reference of the API as well, into book/api/')
    .option('--no-serve', 'end after writing')
    .option('--port <number>', 'the port to serve on; 0 for any that is free', portNumber, DEFAULT_PORT)
    .action(async ({ serve, port, reference }: BookOptions) => {
      const { makeBook } = await import('./actions/book.js');
      finish(await makeBook(serve ? port : undefined, reference === true));
    });
}

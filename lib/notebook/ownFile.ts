/** Files of this floor, found in the same way by the build (lib/dist) and by tests, which run the sources. */
import { basename, dirname, join } from 'node:path';

/** The folder of the package: `lib`. */
const PACKAGE = basename(dirname(__dirname)) === 'dist' ? dirname(dirname(__dirname)) : dirname(__dirname);

/** A file that the compiler leaves where it is, such as `book/book.css`. */
export function sourceFile(name: string): string {
  return join(PACKAGE, 'notebook', name);
}

/** A program that has a process of its own and therefore has to be built, such as `kernel/host.js`. */
export function builtFile(name: string): string {
  return join(PACKAGE, 'dist', 'notebook', name);
}

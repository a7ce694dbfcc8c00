/** Files of the package that the compiler leaves where they are, or that are run by name: found alike by the build and by tests, which run the sources. */
import { basename, dirname, join } from 'node:path';

/** The package's folder: the one above `node/`, or above `dist/node/`. */
const FLOORS = dirname(__dirname);
const PACKAGE = basename(FLOORS) === 'dist' ? dirname(FLOORS) : FLOORS;

/** The path of a file in the sources, such as `notebook/book/book.css`. */
export function packageFile(name: string): string {
  return join(PACKAGE, name);
}

/** The path of a program that has a process of its own and therefore has to be built, such as `notebook/kernel/host.js`. */
export function builtFile(name: string): string {
  return join(PACKAGE, 'dist', name);
}

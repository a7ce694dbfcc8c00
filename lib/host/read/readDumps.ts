/** The dumps of a host that lie in a folder. */
import { platform } from '../../platform';
import { DumpError } from './dumpError';
import type { Dump } from './readHost';

/** What the real kernel answered in a case of data/cases: a dump would give the answer away. Hidden files are no dumps either. */
const NO_DUMP = /^\.|^kernel\.out$/;

/**
 * Each file of a folder as a dump for `loadHost`, in the order of their names; `kernel.out`, the kernel's answer in the cases of
 * this project, and hidden files are left out. Throws a `DumpError` if the folder or a file in it cannot be read, or if nothing is in it.
 *
 * @example
 * ```ts
 * import { loadHost, readDumps } from 'chainwalk/host';
 *
 * const host = loadHost(readDumps('data/cases/01-own-published-port'));
 * host.why({ from: '172.18.0.2', to: '192.0.2.10:8080' }, { remedies: false }).seen; // → 'No route to host'
 * ```
 */
export function readDumps(folder: string): readonly Dump[] {
  const names = readable(folder, (path) => platform().listFolder(path)).filter((name) => !NO_DUMP.test(name));
  if (names.length === 0) throw new DumpError(`there are no dumps in ${folder}`);
  return names.map((name) => ({ name, text: readable(`${folder}/${name}`, (path) => platform().readText(path)) }));
}

function readable<Value>(path: string, read: (path: string) => Value): Value {
  try {
    return read(path);
  } catch (error) {
    throw new DumpError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `wc`: what it counts, read from files and from the standard input. */
import type { CommandContext } from 'just-bash';
import type { CommandResult } from '../tools/common/result';
import { refuseEndless } from './endlessInput';
import type { ShellFileSystem } from './fileSystem';
import { type StopSignal, strandOf } from './strand';
import { type Counted, readWc, wc } from './wc';

/** Counts in the files of its words, or in the standard input. */
export async function runWc(
  files: ShellFileSystem,
  words: readonly string[],
  context: CommandContext,
  isBusybox: boolean,
): Promise<CommandResult> {
  const read = readWc(words);
  if ('exitCode' in read) return read;
  const refused = refuseEndless('wc', read.names);
  if (refused !== undefined) return refused;
  const isPiped = strandOf(context.signal as StopSignal | undefined)?.source !== undefined;
  const input = (name: string | undefined): Counted => ({
    ...{ name, bytes: String(context.stdin ?? ''), isRegular: !isPiped },
  });
  const counted: Counted[] = read.names.length === 0 ? [input(undefined)] : [];
  for (const name of read.names) {
    const path = files.resolvePath(context.cwd, name);
    if (name === '-') counted.push(input(name));
    else if (!(await files.exists(path))) counted.push({ name, bytes: undefined, isRegular: false });
    else if ((await files.stat(path)).isDirectory)
      counted.push({ name, bytes: undefined, isDirectory: true, isRegular: false });
    else counted.push({ name, bytes: String(await files.readFileBytes(path)), isRegular: !path.startsWith('/dev/') });
  }
  return wc(read.columns, counted, isBusybox);
}

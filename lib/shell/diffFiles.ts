/** `diff` of the files that its words name; GNU's on machines, busybox's in containers. Loaded when it is asked for. */
import type { CommandContext } from 'just-bash';
import { decodeUtf8, encodeLatin1 } from '../packet';
import { type CommandResult, failure } from '../tools/common/result';
import { type DiffFile, diff, readDiff } from './diff';
import { refuseEndless } from './endlessInput';
import type { ShellFileSystem } from './fileSystem';

/** Compares two files. */
export async function runDiff(
  files: ShellFileSystem,
  words: readonly string[],
  context: CommandContext,
  isBusybox: boolean,
): Promise<CommandResult> {
  const read = readDiff(words, isBusybox);
  if ('exitCode' in read) return read;
  const refused = refuseEndless('diff', read.names);
  if (refused !== undefined) return refused;
  const found: DiffFile[] = [];
  let stderr = '';
  for (const name of read.names) {
    const path = files.resolvePath(context.cwd, name);
    if (name === '-') found.push({ name, text: inputOf(context), modifiedAt: files.place.machine.date().getTime() });
    else if (!(await files.exists(path)))
      stderr += isBusybox
        ? `diff: can't stat '${name}': No such file or directory\n`
        : `diff: ${name}: No such file or directory\n`;
    else if ((await files.stat(path)).isDirectory)
      return failure('diff: comparing directories is not modelled by chainwalk\n', 2);
    else found.push({ name, text: await files.readFile(path), modifiedAt: (await files.stat(path)).mtime.getTime() });
  }
  const [one, other] = found;
  if (one === undefined || other === undefined) return failure(stderr, isBusybox ? 1 : 2);
  return diff(one, other, read.options, isBusybox);
}

function inputOf({ stdin }: CommandContext): string {
  return decodeUtf8(encodeLatin1(String(stdin ?? '')));
}

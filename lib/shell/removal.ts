/** `rm` of what cannot be removed: the interpreter's own says nothing of it with `-f`, and names what was asked for instead of what is in it. busybox: libbb/remove_file.c; GNU: src/remove.c. */
import type { CommandContext, ExecResult } from 'just-bash';
import type { FileTree } from '../machine';
import { denialOf } from '../machine/permissions';
import type { CommandResult } from '../tools/common/result';
import { failure } from '../tools/common/result';
import { type ShellFileSystem, WORDS } from './fileSystem';

/** `rm`, after which each path that was kept from the user is named. */
export async function runRm(
  files: ShellFileSystem,
  words: readonly string[],
  { origCommand, cwd }: CommandContext,
): Promise<ExecResult | CommandResult> {
  if (origCommand === undefined) return failure('bash: rm: command not found\n', 127);
  files.denied.clear();
  const result = await origCommand([...words]);
  const kept = words.filter((word) => files.denied.has(files.resolvePath(cwd, word)));
  if (kept.length === 0) return result;
  const said = result.stderr.split('\n').filter((line) => !kept.some((word) => line.includes(`'${word}': `)));
  const complaints = kept.flatMap((word) => complain(files, word, files.resolvePath(cwd, word)));
  return { ...result, stderr: [...said.filter((line) => line !== ''), ...complaints, ''].join('\n'), exitCode: 1 };
}

function complain(files: ShellFileSystem, word: string, path: string): readonly string[] {
  const denied = leavesOf(files.place.files, path, word).flatMap(({ shown, path: leaf }) => {
    const code = denialOf(files.place, leaf, 'change');
    return code === undefined ? [] : [{ shown, why: WORDS[code] }];
  });
  const all = denied.length > 0 ? denied : [{ shown: word, why: files.denied.get(path) ?? '' }];
  return all.map(({ shown, why }) => `rm: cannot remove '${shown}': ${why}`);
}

/** What has nothing below it. */
function leavesOf(
  tree: FileTree,
  path: string,
  shown: string,
): readonly { readonly path: string; readonly shown: string }[] {
  const node = tree.find(path, false);
  if (node?.kind !== 'directory' || node.entries.size === 0) return [{ path, shown }];
  return [...node.entries.keys()].flatMap((name) => leavesOf(tree, `${path}/${name}`, `${shown}/${name}`));
}

/** `diff`, `wc`, `rm`, `bash` and `sh`, where the interpreter's own are otherwise than the real ones. */
import type { CommandContext, ExecResult } from 'just-bash';
import { isMachine } from '../machine/isMachine';
import type { CommandResult } from '../tools/common/result';
import { failure } from '../tools/common/result';
import type { ShellFileSystem } from './fileSystem';
import { type InnerScript, runInnerShell } from './innerShell';
import type { Parse } from './interpreter';
import { plainShell } from './shellOptions';

type Run = (words: readonly string[], context: CommandContext) => Promise<ExecResult | CommandResult>;

/** By name. */
export function fileCommands(files: ShellFileSystem, parse: Parse): readonly (readonly [string, Run])[] {
  const isBusybox = !isMachine(files.place);
  return [
    [
      'diff',
      async (words, context) => {
        const { runDiff } = await import('./diffFiles.js');
        return runDiff(files, words, context, isBusybox);
      },
    ],
    [
      'wc',
      async (words, context) => {
        const { runWc } = await import('./countWords.js');
        return runWc(files, words, context, isBusybox);
      },
    ],
    [
      'rm',
      async (words, context) => {
        const { runRm } = await import('./removal.js');
        return runRm(files, words, context);
      },
    ],
    ['bash', (words, context) => runShell(files, 'bash', words, context, parse)],
    ['sh', (words, context) => runShell(files, 'sh', words, context, parse)],
  ];
}

async function runShell(
  files: ShellFileSystem,
  name: string,
  given: readonly string[],
  context: CommandContext,
  parse: Parse,
): Promise<ExecResult> {
  const { origCommand, cwd } = context;
  const read = (path: string) => files.place.files.get(files.resolvePath(cwd, path))?.content;
  if (origCommand === undefined) return { ...failure('bash: command not found\n', 127), env: {} };
  const words = plainShell(given, read);
  const script = innerScript(name, words, read);
  if (script === undefined) return origCommand([...words]);
  return (await runInnerShell(files.place, script, context, parse)) ?? origCommand([...words]);
}

/** What a shell's words have it run; undefined if they are for the interpreter's own. */
function innerScript(
  name: string,
  [first, ...more]: readonly string[],
  read: (path: string) => string | undefined,
): InnerScript | undefined {
  if (first === undefined) return { name, words: [name] };
  if (first === '-s') return { name, words: [name, ...more] };
  const [text, zero = name, ...others] = more;
  if (first === '-c') return text === undefined ? undefined : { name, text, words: [zero, ...others] };
  const content = first.startsWith('-') ? undefined : read(first);
  return content === undefined ? undefined : { name, text: content, words: [first, ...more] };
}

/** `diff`, `wc`, `bash` and `sh`, where the interpreter's own are otherwise than the real ones. */
import type { CommandContext, ExecResult } from 'just-bash';
import { isMachine } from '../machine/isMachine';
import type { CommandResult } from '../tools/common/result';
import { failure } from '../tools/common/result';
import { refuseEndless } from './endlessInput';
import type { ShellFileSystem } from './fileSystem';
import { type InnerScript, runInnerShell } from './innerShell';
import type { Parse } from './interpreter';
import { plainShell } from './shellOptions';
import { type StopSignal, strandOf } from './strand';
import { type Counted, readWc, wc } from './wc';

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
    ['wc', (words, context) => runWc(files, words, context, isBusybox)],
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

async function runWc(
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

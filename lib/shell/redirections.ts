/**
 * A redirection to where no file can be fails its command only, which is not run; the rest of the line goes on. The
 * interpreter would end the line. So each command with such redirections becomes, before the line runs,
 * `{ case $(OPENS "$?" WRITER TARGET …) in '') COMMAND;; *) OPENS;; esac; }`: what follows `$(…)` finds `$?` as it was, and a
 * group hands standard input on. A target with a command substitution in it is left alone, for it must run once.
 */
import type { CommandNode, ScriptNode, SimpleCommandNode, WordNode } from 'just-bash';
import { isMachine } from '../machine/isMachine';
import { type CommandResult, failure } from '../tools/common/result';
import { withEndlessInput } from './endlessInput';
import type { ShellFileSystem } from './fileSystem';

type RedirectionNode = SimpleCommandNode['redirections'][number];
type GroupNode = Extract<CommandNode, { readonly type: 'Group' }>;
type CaseNode = Extract<CommandNode, { readonly type: 'Case' }>;

/** The command that checks whether targets can be opened; without targets it prints the complaint. */
export const OPENS = '.opens';

/** Operators that write to a file, and make it if need be. */
const WRITING: readonly string[] = ['>', '>>', '>|', '&>', '&>>'];

/** Puts the question before each command of a script that it concerns, also of those in substitutions, loops and functions. */
export function guardRedirections(script: ScriptNode, parse: (text: string) => ScriptNode): ScriptNode {
  const guard = (command: CommandNode): CommandNode => {
    const targets = targetsOf(command);
    return targets.length === 0 ? command : guarded(command, targets, parse);
  };
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visit(value)]));
    if (copy.type !== 'Pipeline') return copy;
    const pipeline = withEndlessInput(copy);
    return { ...pipeline, commands: (pipeline.commands as CommandNode[]).map(guard) };
  };
  return visit(script) as ScriptNode;
}

/** The commands behind their questions. */
const asked = new WeakMap<CommandNode, CommandNode>();

/** A command without the question before it. */
export function withoutGuard(command: CommandNode): CommandNode {
  return asked.get(command) ?? command;
}

function targetsOf(command: CommandNode): readonly WordNode[] {
  return (command.redirections as readonly RedirectionNode[]).flatMap(({ operator, target }) =>
    WRITING.includes(operator) && target.type === 'Word' && isGuarded(target) ? [target] : [],
  );
}

function isGuarded(target: WordNode): boolean {
  const [first] = target.parts;
  const isDevice = first?.type === 'Literal' && first.value.startsWith('/dev/');
  return !isDevice && !/"type":"(CommandSubstitution|ProcessSubstitution)"/.test(JSON.stringify(target));
}

function guarded(command: CommandNode, targets: readonly WordNode[], parse: (text: string) => ScriptNode): CommandNode {
  const group = commandOf(
    parse(`{ case $(${OPENS} "$?" ${writerOf(command)} < /dev/null) in '') :;; *) ${OPENS};; esac; }`),
  ) as GroupNode;
  const chosen = commandOf(group) as CaseNode;
  const [substitution] = chosen.word.parts;
  if (substitution?.type !== 'CommandSubstitution') throw new TemplateError();
  const question = commandOf(substitution.body);
  const guardedPipeline = chosen.items[0]?.body[0]?.pipelines[0];
  if (question.type !== 'SimpleCommand' || guardedPipeline === undefined) throw new TemplateError();
  question.args.push(...targets);
  guardedPipeline.commands[0] = command;
  asked.set(group, command);
  return group;
}

/** The name of the command that writes; of a group or a loop, that of the last in it. */
function writerOf(command: CommandNode): string {
  const names = [
    ...JSON.stringify(command).matchAll(/"name":\{"type":"Word","parts":\[\{"type":"Literal","value":"([\w.-]+)"/g),
  ];
  return names.at(-1)?.[1] ?? 'bash';
}

function commandOf(container: ScriptNode | GroupNode): CommandNode {
  const [first] = container.type === 'Script' ? container.statements : container.body;
  const command = first?.pipelines[0]?.commands[0];
  if (command === undefined) throw new TemplateError();
  return command;
}

class TemplateError extends Error {
  constructor() {
    super('the template of a guarded redirection has changed');
    this.name = 'TemplateError';
  }
}

/** Says whether a target cannot be a file; the exit code stays that of the command before. Without targets, complains. */
export function checkTargets(
  files: ShellFileSystem,
  [status, writer = '', ...targets]: readonly string[],
  cwd: string,
): CommandResult {
  if (status === undefined) {
    const isAsh = !isMachine(files.place);
    return failure(isAsh ? `sh: can't create ${inAsh(files.refusedTarget)}\n` : `bash: ${files.refusedTarget}\n`);
  }
  files.writer = writer;
  for (const target of targets) {
    const obstacle = files.obstacleOf(files.resolvePath(cwd, target));
    if (obstacle === undefined) continue;
    files.refusedTarget = `${target}: ${obstacle}`;
    return { stdout: 'refused', stderr: '', exitCode: Number(status) };
  }
  return { stdout: '', stderr: '', exitCode: Number(status) };
}

/** busybox's ash has words of its own where a directory is missing. shell/ash.c: errmsg. */
function inAsh(refused: string): string {
  return refused.replace(/No such file or directory$/, 'nonexistent directory');
}

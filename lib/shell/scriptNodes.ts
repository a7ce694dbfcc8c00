/** Scripts as trees: what is changed in them before they run, and asked of them. */
import type { CommandNode, ScriptNode, StatementNode, WordNode } from 'just-bash';

/** The command that says so to the shell; its words are the last command's. */
export const WITHIN = '.within';

/**
 * The last command of `sh -c`: the shell executes it in its own process instead of waiting for it. busybox: shell/ash.c (EV_EXIT).
 * A script whose last command is given to `WITHIN`, if it is one of these programs; undefined if it is none.
 */
export function lastProgram(script: ScriptNode, programs: ReadonlyMap<string, unknown>): ScriptNode | undefined {
  const statement = script.statements.at(-1);
  const pipeline = statement?.pipelines.at(-1);
  const [command, ...others] = pipeline?.commands ?? [];
  if (statement === undefined || pipeline === undefined || statement.background || pipeline.negated) return undefined;
  if (command?.type !== 'SimpleCommand' || others.length + command.redirections.length > 0 || pipeline.timed)
    return undefined;
  const [name, ...more] = command.name?.parts ?? [];
  if (command.name === null || name?.type !== 'Literal' || more.length > 0 || !programs.has(name.value))
    return undefined;
  const within: WordNode = { type: 'Word', parts: [{ type: 'Literal', value: WITHIN }] };
  const last = { ...pipeline, commands: [{ ...command, name: within, args: [command.name, ...command.args] }] };
  const changed: StatementNode = { ...statement, pipelines: [...statement.pipelines.slice(0, -1), last] };
  // As it was written, it would be printed so.
  delete (changed as { sourceText?: string }).sourceText;
  return { ...script, statements: [...script.statements.slice(0, -1), changed] };
}

/** Whether a script says itself how it ends. */
export function endsByExit({ statements }: ScriptNode): boolean {
  const last = JSON.stringify(statements.at(-1) ?? null);
  return /"name":\{"type":"Word","parts":\[\{"type":"Literal","value":"exit"/.test(last);
}

/** A script of one command. */
export function scriptOf(command: CommandNode): ScriptNode {
  const pipelines = [{ type: 'Pipeline' as const, commands: [command], negated: false }];
  return { type: 'Script', statements: [{ type: 'Statement', pipelines, operators: [], background: false }] };
}

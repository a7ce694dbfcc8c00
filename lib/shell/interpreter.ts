/** The interpreter of every shell, just-bash: it takes longer to load than most commands to run. */
import type { ScriptNode } from 'just-bash';

/** Parses a script. Throws what is wrong with it. */
export type Parse = (text: string) => ScriptNode;

let parser: Promise<Parse> | undefined;

/** Starts loading it in the background. A failure is reported by the call that needs it. */
export function loadInterpreter(): void {
  import('#just-bash').catch(() => {});
}

/** The parser, for all shells. A bash without plugins hands out what it parsed; its build for browsers exports no `parse`. */
export function loadParser(): Promise<Parse> {
  parser ??= import('#just-bash').then(({ Bash }) => {
    const bash = new Bash({ defenseInDepth: false });
    return (text) => bash.transform(text).ast;
  });
  return parser;
}

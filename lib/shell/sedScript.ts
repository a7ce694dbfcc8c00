/** The expressions of a sed script, made ready for the interpreter's engine. GNU sed: sed/compile.c, match_slash, compile_address. */
import { ExpressionError, translateExpression } from './regularExpression';

/** A command of a parsed script, or a part of one. */
type Node = { [key: string]: unknown };

/** Translates all expressions of a script, `text`, in place; what is wrong with the first that is none. */
export function prepareSed(commands: readonly unknown[], isExtended: boolean, text: string): string | undefined {
  try {
    for (const command of commands) prepare(command, isExtended ? 'extended' : 'basic');
    return undefined;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    // Where in a script of several commands is not known here.
    return `-e expression #1${commands.length === 1 ? `, char ${text.length}` : ''}: ${error.message}`;
  }
}

function prepare(part: unknown, syntax: 'basic' | 'extended'): void {
  if (typeof part !== 'object' || part === null) return;
  const node = part as Node;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'pattern' && typeof value === 'string') node.pattern = translateExpression(value, syntax, 'sed');
    else prepare(value, syntax);
  }
}

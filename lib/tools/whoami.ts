import { type CommandResult, failure, success } from './common/result';
import { helpHint } from './common/toolError';

/** `whoami`: all are root here. */
export function whoami(argv: readonly string[]): CommandResult {
  const [word] = argv;
  return word === undefined ? success('root\n') : failure(`whoami: extra operand ‘${word}’\n${helpHint('whoami')}`);
}

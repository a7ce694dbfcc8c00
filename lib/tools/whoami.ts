import { type Place, userOf } from '../machine';
import { userName } from './common/accounts';
import { type CommandResult, failure, success } from './common/result';
import { helpHint } from './common/toolError';

/** `whoami`, of coreutils on a machine and of busybox in a container. */
export function whoami(place: Place, argv: readonly string[]): CommandResult {
  const [word] = argv;
  if (word !== undefined) return failure(`whoami: extra operand ‘${word}’\n${helpHint('whoami')}`);
  const { uid } = userOf(place);
  const name = userName(place, uid);
  return name === undefined ? failure(`whoami: unknown uid ${uid}\n`) : success(`${name}\n`);
}

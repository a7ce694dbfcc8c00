/** What `exit WORD` of bash ends with. */
import { type CommandResult, failure } from '../tools';

/** The exit code of `exit WORD`, and what is said of the word. bash takes the last 8 bits of a 64-bit number, and 2 for any other word. */
export function exitStatus(word: string): CommandResult {
  const number = /^[+-]?\d+$/.test(word) ? BigInt(word) : undefined;
  if (number === undefined || BigInt.asIntN(64, number) !== number)
    return failure(`bash: exit: ${word}: numeric argument required\n`, 2);
  return { stdout: '', stderr: '', exitCode: Number(BigInt.asUintN(8, number)) };
}

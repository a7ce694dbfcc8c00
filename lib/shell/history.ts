/** `history`: the lines that were typed at a shell, its own included. */
import { type CommandResult, failure, success } from '../tools/common/result';

/** `history`, `history N`, `history -c`. */
export function history(lines: string[], [word]: readonly string[]): CommandResult {
  if (word === '-c') {
    lines.length = 0;
    return success();
  }
  if (word?.startsWith('-')) return failure(`history: option "${word}" is not modelled by chainwalk\n`, 2);
  if (word !== undefined && !/^\d+$/.test(word)) return failure(`bash: history: ${word}: numeric argument required\n`);
  const numbered = lines.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`);
  return success(numbered.slice(word === undefined ? 0 : Math.max(0, lines.length - Number(word))).join(''));
}

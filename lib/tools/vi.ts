/** `vi`: a session has no screen to edit on, so it says how a file is written instead. */
import { type CommandResult, success } from './common/result';

/** `vi FILE` */
export function vi(argv: readonly string[]): CommandResult {
  const file = argv.find((word) => !/^[-+]/.test(word)) ?? 'FILE';
  return success(
    `vi: would open ${file} in an editor; chainwalk has no screen for one, so write it with printf 'LINE\\n' > ${file}\n`,
  );
}

/** What a command of the interpreter has printed. */
import { bytesOfText } from '../machine';

/** As bytes, one a character: the interpreter hands over some results so, and others as text. */
export function bytesOf(result: { stdout: string; stdoutKind?: string; stdoutEncoding?: string }): string {
  const kind = result.stdoutKind ?? (result.stdoutEncoding === 'binary' ? 'bytes' : 'text');
  return kind === 'bytes' ? result.stdout : bytesOfText(result.stdout);
}

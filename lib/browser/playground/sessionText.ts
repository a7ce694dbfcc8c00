/** Sessions that leave the page and come back, as a file's text. */
import { parseSession, parseSessionLine, SessionSyntaxError } from '../../lab/session';
import { kindComment, type MachineKind, readKind } from './machineKind';
import type { Typed } from './protocol';

/** Letters of a session, at most. */
export const LONGEST_TEXT = 200_000;
const MOST_LINES = 2000;

/** A session that cannot be written or read; the message is a sentence. */
export class SessionError extends Error {
  readonly code = 'ERR_SESSION';
}

/** Lines, and the machines that they are for. */
export interface PlaySession {
  readonly lines: readonly Typed[];
  readonly kind: MachineKind;
}

/** As a `.session` file. */
export function sessionText({ lines, kind }: PlaySession): string {
  return kindComment(kind) + lines.map(({ place, command }) => `${place}# ${onOneLine(command)}\n`).join('');
}

/** A command of several lines as one: bash reads it with `eval`. */
export function onOneLine(command: string): string {
  return /[\n\r]/.test(command) ? `eval ${quoteLine(command)}` : command;
}

/** A text as a word of bash without a line end. */
export function quoteLine(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
  return `$'${escaped}'`;
}

/** The session of a text; `source` names it in messages. Throws SessionError. */
export function readSession(text: string, source: string): PlaySession {
  if (text.length > LONGEST_TEXT)
    throw new SessionError(
      `${source} is longer than the ${LONGEST_TEXT.toLocaleString('en')} letters that a session may have.`,
    );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no session has
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text))
    throw new SessionError(`${source} is no session: it has control characters.`);
  let lines: readonly Typed[];
  try {
    lines = parseSession(text, source).map(({ place, command }) => ({ place, command }));
  } catch (error) {
    if (error instanceof SessionSyntaxError) throw new SessionError(`${error.message}.`);
    throw error;
  }
  if (lines.length === 0) throw new SessionError(`${source} has no command.`);
  if (lines.length > MOST_LINES)
    throw new SessionError(
      `${source} has more than the ${MOST_LINES.toLocaleString('en')} lines that a session may have.`,
    );
  return { lines, kind: readKind(text) };
}

/** A session's lines; a line that is none is thrown as a SessionSyntaxError. */
export function typedLines(lines: readonly string[]): readonly Typed[] {
  return lines.map((line) => parseSessionLine(line));
}

/** Sessions that leave the page and come back: as a file's text, and as a link. What comes from a link is read with care. */
import { deflateSync, Inflate } from 'fflate';
import { parseSession, parseSessionLine, SessionSyntaxError } from '../../lab/session';
import { kindComment, type MachineKind, readKind } from './machineKind';
import type { Typed } from './protocol';

/** Letters of a link that other programs still take. */
const LONGEST_LINK = 12_000;
const LONGEST_TEXT = 200_000;
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

/** What stands behind `#session=` in a link with this session. Throws SessionError if it is too long. */
export function encodeLink(session: PlaySession): string {
  const bytes = deflateSync(new TextEncoder().encode(sessionText(session)), { level: 9 });
  const code = btoa(String.fromCharCode(...bytes.subarray(0, LONGEST_LINK)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
  if (bytes.length > LONGEST_LINK || code.length > LONGEST_LINK)
    throw new SessionError('This session is too long for a link: download it as a file instead.');
  return code;
}

/** The session in a link. Throws SessionError. */
export function decodeLink(code: string): PlaySession {
  if (code.length > LONGEST_LINK) throw new SessionError('The session in this link is too long.');
  return readSession(inflate(code), 'The session in this link');
}

function inflate(code: string): string {
  try {
    const bytes = Uint8Array.from(atob(code.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
    const parts: Uint8Array[] = [];
    let length = 0;
    let isWhole = false;
    const inflater = new Inflate((part, isLast) => {
      parts.push(part);
      length += part.length;
      isWhole = isLast;
    });
    // In small pieces, so that little data cannot become very much before somebody looks.
    for (let at = 0; at < bytes.length && length <= 4 * LONGEST_TEXT; at += 64)
      inflater.push(bytes.subarray(at, at + 64), at + 64 >= bytes.length);
    if (length > LONGEST_TEXT * 4) throw new SessionError('The session in this link is too long.');
    if (!isWhole) throw new Error('it ends too early');
    const whole = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(whole);
  } catch (error) {
    if (error instanceof SessionError) throw error;
    throw new SessionError('The session in this link is damaged.');
  }
}

/** A session's lines; a line that is none is thrown as a SessionSyntaxError. */
export function typedLines(lines: readonly string[]): readonly Typed[] {
  return lines.map((line) => parseSessionLine(line));
}

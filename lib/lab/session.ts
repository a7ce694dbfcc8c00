/** Sessions: text files of commands as a person types them, a line `PLACE# COMMAND` each. */

/** A line of a session. */
export interface SessionCommand {
  /** 1-based. */
  readonly lineNumber: number;
  /** `host`, `client`, or the name of a container. */
  readonly place: string;
  /** A bash command line. */
  readonly command: string;
}

/**
 * A line that is not of the form `PLACE# COMMAND`.
 *
 * @example
 * ```ts
 * import { Lab, SessionSyntaxError } from 'chainwalk/lab';
 *
 * const error = await new Lab().sh('docker ps').catch((reason: unknown) => reason);
 * error instanceof SessionSyntaxError && error.code; // → 'SESSION_SYNTAX'
 * ```
 */
export class SessionSyntaxError extends Error {
  /** What tells it from other errors. */
  readonly code = 'SESSION_SYNTAX';

  /** `expected` is what stands behind place and line in the message. */
  constructor(
    /** The session's file, or what else it was read from. */
    readonly source: string,
    /** 1-based. */
    readonly lineNumber: number,
    expected: string,
  ) {
    super(`${source}:${lineNumber}: ${expected}`);
  }
}

const LINE = /^([A-Za-z0-9][A-Za-z0-9_.-]*)[#$] ?(.*)$/;

/**
 * Parses a whole session; blank lines and those that begin with `#` are skipped. `source` is the file's name, for messages.
 * Throws a `SessionSyntaxError` for a line that is not `PLACE# COMMAND`.
 *
 * @example
 * ```ts
 * import { parseSession } from 'chainwalk';
 *
 * const [first] = parseSession('# before Docker\nhost# iptables -S\n', 'my.session');
 * first; // → {"lineNumber":2,"place":"host","command":"iptables -S"}
 * ```
 */
export function parseSession(text: string, source: string): readonly SessionCommand[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    return [{ lineNumber: index + 1, ...parseSessionLine(line, source, index + 1) }];
  });
}

/** Parses one line. Throws `SessionSyntaxError`. */
export function parseSessionLine(line: string, source = 'line', lineNumber = 1): Omit<SessionCommand, 'lineNumber'> {
  const [, place, command] = LINE.exec(line) ?? [];
  if (place === undefined || command === undefined) {
    throw new SessionSyntaxError(
      source,
      lineNumber,
      `expected PLACE# COMMAND, such as "host# docker ps", but found ${quote(line)}`,
    );
  }
  if (command.trim() === '') throw new SessionSyntaxError(source, lineNumber, `expected a command after ${place}#`);
  return { place, command };
}

/** A start of the line that can be printed: no control characters, no endless lines. */
function quote(line: string): string {
  const printable = line.slice(0, 60).replace(/[\p{C}]/gu, '\uFFFD');
  return `"${printable}${line.length > 60 ? '…' : ''}"`;
}

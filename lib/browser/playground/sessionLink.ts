/** Sessions as links. What comes from a link is read with care. */
import { deflateSync, Inflate } from 'fflate';
import { LONGEST_TEXT, type PlaySession, readSession, SessionError, sessionText } from './sessionText';

/** Letters of a link that other programs still take. */
const LONGEST_LINK = 12_000;

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

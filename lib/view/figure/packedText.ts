/** Long texts that travel with a page: deflated (RFC 1951), as base64. */
import { deflateSync, Inflate } from 'fflate';
import { encodeUtf8 } from '../../packet/text';
import { encodeBase64 } from './base64';

/** Bytes of base64's text, and UTF-8, as browsers and Node have them, of which ECMAScript's own types say nothing. */
const { atob, TextDecoder } = globalThis as unknown as {
  readonly atob: (digits: string) => string;
  readonly TextDecoder: new (
    encoding: string,
    options: { readonly fatal: true },
  ) => { decode(bytes: Uint8Array): string };
};

/** The text, packed. */
export function packText(text: string): string {
  return encodeBase64(deflateSync(encodeUtf8(text), { level: 9 }));
}

/** The text in `packed`; undefined when it is damaged, or longer than `limit` bytes. */
export function unpackText(packed: string, limit: number): string | undefined {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let isWhole = false;
  try {
    const inflate = new Inflate((piece, isFinal) => {
      size += piece.length;
      if (size > limit) throw new RangeError('too long');
      pieces.push(piece);
      isWhole = isFinal;
    });
    const bytes = Uint8Array.from(atob(packed), (digit) => digit.charCodeAt(0));
    // Bit by bit, so that a text that unpacks to far more is left in time.
    for (let at = 0; at < bytes.length; at += 1024)
      inflate.push(bytes.subarray(at, at + 1024), at + 1024 >= bytes.length);
    const text = new Uint8Array(size);
    pieces.reduce((at, piece) => {
      text.set(piece, at);
      return at + piece.length;
    }, 0);
    return isWhole ? new TextDecoder('utf-8', { fatal: true }).decode(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Base64 (RFC 4648, section 4). */
import { decodeLatin1 } from '../../packet/text';

/** What browsers, workers and Node have of the HTML Standard, of which ECMAScript's own types say nothing. */
const { btoa } = globalThis as unknown as { readonly btoa: (latin1: string) => string };

/** Bytes as text, with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(decodeLatin1(bytes));
}

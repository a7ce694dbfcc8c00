/** Text on the wire: UTF-8 (RFC 3629), and Latin-1, one character a byte, in which protocols are read. */

/** What browsers, workers and Node have of the Encoding Standard, of which ECMAScript's own types say nothing. */
interface TextCoding {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: 'utf-8',
    options: { readonly ignoreBOM: boolean },
  ) => { decode(bytes?: Uint8Array, options?: { readonly stream: boolean }): string };
}

const { TextEncoder, TextDecoder } = globalThis as unknown as TextCoding;
const ENCODER = new TextEncoder();
/** A byte order mark stays in the text. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes of a text in UTF-8; U+FFFD stands for a lone surrogate. */
export function encodeUtf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** The text that the bytes are in UTF-8; U+FFFD stands for each run of bytes that begins a character and does not end it, and for each other byte that is none. */
export function decodeUtf8(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}

/** Reads UTF-8 that comes in pieces: a character may begin in one and end in the next. */
export class Utf8Reader {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** The characters that end in this piece. */
  read(piece: Uint8Array): string {
    return this.#decoder.decode(piece, { stream: true });
  }

  /** No more pieces come: U+FFFD if a character was begun, else nothing. */
  end(): string {
    return this.#decoder.decode();
  }
}

/** One character a byte. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 4096)
    text += String.fromCharCode.apply(undefined, bytes.subarray(index, index + 4096) as unknown as number[]);
  return text;
}

/** One byte a character; what is above U+00FF loses its upper bits. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

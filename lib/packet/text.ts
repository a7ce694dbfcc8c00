/** Text on the wire: UTF-8 (RFC 3629), and Latin-1, one character a byte, in which protocols are read. */

/** The bytes of a text in UTF-8. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), continuation(code));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), continuation(code >> 6), continuation(code));
    else bytes.push(0xf0 | (code >> 18), continuation(code >> 12), continuation(code >> 6), continuation(code));
  }
  return Uint8Array.from(bytes);
}

/** The text that the bytes are in UTF-8; U+FFFD stands for each byte that is none. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let index = 0;
  while (index < bytes.length) {
    const first = bytes[index] as number;
    const length =
      first < 0x80
        ? 1
        : first >= 0xf0 && first < 0xf5
          ? 4
          : first >= 0xe0 && first < 0xf0
            ? 3
            : first >= 0xc2 && first < 0xe0
              ? 2
              : 0;
    const code = length === 0 ? undefined : codePoint(bytes.subarray(index, index + length), length);
    text += code === undefined ? '\ufffd' : String.fromCodePoint(code);
    index += code === undefined ? 1 : length;
  }
  return text;
}

/** One character a byte. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 4096)
    text += String.fromCharCode(...bytes.subarray(index, index + 4096));
  return text;
}

/** One byte a character; what is above U+00FF loses its upper bits. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** The code point of one encoded character; none if it is cut short, too long for what it says, or a surrogate. */
function codePoint(bytes: Uint8Array, length: number): number | undefined {
  const [first = 0, ...rest] = bytes;
  if (length === 1) return first;
  if (rest.length !== length - 1 || rest.some((byte) => (byte & 0xc0) !== 0x80)) return undefined;
  const code = rest.reduce((value, byte) => value * 64 + (byte & 0x3f), first & (0x7f >> length));
  const least = [0, 0, 0x80, 0x800, 0x10000][length] as number;
  return code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : code;
}

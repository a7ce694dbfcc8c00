/** Bytes as text, one a character, and back. */

/** As many as a call takes as arguments. */
const PIECE = 8192;

export function latin1Text(bytes) {
  let text = '';
  for (let index = 0; index < bytes.length; index += PIECE)
    text += String.fromCharCode.apply(null, bytes.subarray(index, index + PIECE));
  return text;
}

export function latin1Bytes(text) {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

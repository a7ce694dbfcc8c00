/** A packet's bytes. tcpdump: hex_and_ascii_print_with_offset, ascii_print. */

/** `-x`, and with characters `-X`: sixteen bytes a line. */
export function hexadecimalLines(bytes: Uint8Array, withCharacters: boolean): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 16) {
    const line = bytes.subarray(at, at + 16);
    const pairs: string[] = [];
    for (let index = 0; index < line.length; index += 2)
      pairs.push([...line.subarray(index, index + 2)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
    const characters = [...line].map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    const hex = pairs.join(' ');
    text += `\n\t0x${at.toString(16).padStart(4, '0')}:  ${withCharacters ? `${hex.padEnd(39)}  ${characters}` : hex}`;
  }
  return text;
}

/** `-A`: characters alone. The CR of a line's end is left out, and any that is the last byte or the one before. */
export function characters(bytes: Uint8Array): string {
  let text = '\n';
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === 0x0d && (index + 2 >= bytes.length || bytes[index + 1] === 0x0a)) continue;
    const isCharacter = byte === 0x09 || byte === 0x0a || (byte >= 0x20 && byte < 0x7f);
    text += isCharacter ? String.fromCharCode(byte) : '.';
  }
  return text;
}

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

/** `-A`: characters alone. A CR is only shown before what is no character. */
export function characters(bytes: Uint8Array): string {
  let text = '\n';
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === 0x0d && isCharacter(bytes[index + 1] ?? 0x0a)) continue;
    text += isCharacter(byte) ? String.fromCharCode(byte) : '.';
  }
  return text;
}

function isCharacter(byte: number | undefined): byte is number {
  return byte !== undefined && (byte === 0x09 || byte === 0x0a || (byte >= 0x20 && byte < 0x7f));
}

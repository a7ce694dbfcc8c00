/** A gzip file whose data are stored as they are (RFC 1952 around RFC 1951, section 3.2.4). */

/** The most bytes of a stored block. */
const BLOCK = 0xffff;

/** The bytes as a gzip file. */
export function gzipStored(data: Uint8Array): Uint8Array {
  const header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
  const blocks: number[] = [];
  for (let offset = 0; offset === 0 || offset < data.length; offset += BLOCK) {
    const part = data.subarray(offset, offset + BLOCK);
    const last = offset + BLOCK >= data.length ? 1 : 0;
    blocks.push(last, ...littleEndian(part.length, 2), ...littleEndian(~part.length & 0xffff, 2), ...part);
  }
  return Uint8Array.from([...header, ...blocks, ...littleEndian(crc32(data), 4), ...littleEndian(data.length, 4)]);
}

/** ISO 3309, as in RFC 1952, section 8. */
function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function littleEndian(value: number, length: number): number[] {
  return Array.from({ length }, (_, index) => (value >>> (8 * index)) & 0xff);
}

/** Width and height of a PNG file, px: the first that it says. */
export function pngSize(png: Uint8Array): { readonly width: number; readonly height: number } {
  const header = Buffer.from(png.subarray(0, 24));
  return { width: header.readUInt32BE(16), height: header.readUInt32BE(20) };
}

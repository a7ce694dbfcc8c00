/** A picture as the page takes it. */
import type { PicturePart } from './protocol';

export type ThemeName = 'light' | 'dark';

/** An SVG with its size, px. */
export function part(svg: string): PicturePart {
  const [, width = '720', height = '400'] = /^<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  return { svg, width: Number(width), height: Number(height), rows: [] };
}

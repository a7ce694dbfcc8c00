/** Words of findings. */

/** `1 port`, `3 ports`. */
export function countText(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

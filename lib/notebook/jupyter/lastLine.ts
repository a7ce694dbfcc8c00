/** What a program that failed said last. */

/** The last line of what it printed, as the end of a sentence. */
export function lastLine(printed: string): string {
  const line = printed.trim().split('\n').at(-1)?.trim();
  return line ? `${line.replace(/^ERROR: /, '').replace(/\.$/, '')}.` : 'it does not say why.';
}

/** What a program that failed said last. */

/** The last line of `text` that says something, as the end of a sentence. */
export function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? 'it does not say why.' : `${line.replace(/^ERROR: /, '').replace(/\.$/, '')}.`;
}

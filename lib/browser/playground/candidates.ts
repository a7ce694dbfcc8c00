/** What the Tab key has found: what all of it begins with, and how it is listed. */

/** The longest beginning that all of `words` have. */
export function commonBeginning(words: readonly string[]): string {
  const [first = '', ...others] = words;
  let length = first.length;
  for (const word of others) while (!word.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** Names in columns, as readline lists them; no more than a screen can hold. */
export function inColumns(names: readonly string[], columns: number): string {
  const shown = names.slice(0, 200);
  const width = Math.max(...shown.map(({ length }) => length)) + 2;
  const perLine = Math.max(1, Math.floor(columns / width));
  const lines = Array.from({ length: Math.ceil(shown.length / perLine) }, (_, line) =>
    shown
      .slice(line * perLine, (line + 1) * perLine)
      .map((name) => name.padEnd(width))
      .join('')
      .trimEnd(),
  );
  return [...lines, ...(names.length > shown.length ? [`… and ${names.length - shown.length} more`] : [])].join('\n');
}

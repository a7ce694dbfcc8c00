/** Lines that only one of two texts has, in order. */
export function changedLines(before: readonly string[], after: readonly string[]): string[] {
  const left = [...after];
  const gone = before.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  const sign = (mark: string, lines: readonly string[]) => lines.map((line) => `    ${mark} ${line}`);
  if (gone.length + left.length === 0)
    return ['    (the same lines in another order)', ...sign('-', before), ...sign('+', after)];
  return [...sign('-', gone), ...sign('+', left)];
}

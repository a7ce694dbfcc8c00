/** Whether what was typed so far is a whole command: no quote, bracket or here-document is open. bash: parse.y (PS2). */
import type { Parse } from './interpreter';

export function isWhole(text: string, parse: Parse): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) return false;
  for (const [, dash, , word] of text.matchAll(/<<(-?)\s*(['"]?)([\w.-]+)\2/g)) {
    const lines = text.split('\n').slice(1);
    if (!lines.some((line) => (dash === '' ? line : line.replace(/^\t+/, '')) === word)) return false;
  }
  try {
    parse(text);
    return true;
  } catch (error) {
    return !isOpen(String(error)) && !goesOnBelow(text, parse);
  }
}

function isOpen(said: string): boolean {
  return /unterminated|unexpected (end|eof)|end of (file|input)|got eof/i.test(said);
}

/** Whether only a command is missing, as behind `then`, at which the parser has stumbled. */
function goesOnBelow(text: string, parse: Parse): boolean {
  try {
    parse(`${text}\n:`);
    return true;
  } catch (error) {
    return isOpen(String(error));
  }
}

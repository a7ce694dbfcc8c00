/** Text for files that people open: what a terminal would obey is not in it. */

const [ESC, BEL] = ['\\u001b', '\\u0007'];
/** Sequences that set colours or move the cursor, and those that end in BEL or ST, such as a window's name. */
const SEQUENCE = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?)`, 'g');
const CONTROL = /[^\P{Cc}\n\t]/gu;

/** `text` without escape sequences, and without control characters but line ends and tabs. */
export function withoutControls(text: string): string {
  return text.replace(SEQUENCE, '').replace(CONTROL, '');
}

/** What machines write, for a terminal: colours stay; what would move the cursor, rename the window or ask the terminal something goes. */

const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  /\x1b\[[0-9;:]*m|\x1b\[[0-9;?<>=!]*[ -/]*[@-~]?|\x1b[P\]X^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?|[\x80-\x9f]/gs;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to leave out
const CONTROLS = /[\x00-\x07\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f]/g;

/** Text, line ends, tabs and colours. */
export function safeText(text: string): string {
  return text
    .replace(SEQUENCE, (sequence) => (sequence.endsWith('m') && sequence[1] === '[' ? sequence : ''))
    .replace(CONTROLS, '');
}

/** The same without colours, as it is read aloud. */
export function plainText(text: string): string {
  return safeText(text)
    .replace(SEQUENCE, '')
    .replace(/[\r\b]/g, '');
}

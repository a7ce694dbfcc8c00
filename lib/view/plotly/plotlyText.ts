/** Text as plotly reads it. */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', $: '&#36;' };

/** Text for plotly, which reads a little HTML and, where MathJax is loaded, TeX between dollars. */
export const plotlyText = (text: string): string =>
  text.replace(/[&<>$]/g, (character) => entities[character]!).replace(/[\t\r\n ]+/g, ' ');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', $: '&#36;' };

/** Text for plotly, which reads a little HTML and, where MathJax is loaded, TeX between dollars. */
export function plotlyText(text: string): string {
  return text.replace(/[&<>$]/g, (character) => ENTITIES[character] ?? character).replace(/[\t\r\n ]+/g, ' ');
}

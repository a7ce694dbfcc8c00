/** Ids of a page's places, made from their words: a link to a place holds as long as its words stay. */

/** The words of `text` in an id: `what-counts`; `fallback` when it has none. */
export function idOf(text: string, fallback: string): string {
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return words.replace(/^-|-$/g, '') || fallback;
}

/** `plain`, with a number behind it where a page has that id already. */
export function freeId(plain: string, isTaken: (id: string) => boolean): string {
  let id = plain;
  for (let number = 2; isTaken(id); number++) id = `${plain}-${number}`;
  return id;
}

/** The id of a figure whose image says `alternative`: its first line is its title. The colon is in no heading's id. */
export function figureId(alternative: string, isTaken: (id: string) => boolean): string {
  return freeId(`figure:${idOf(figureTitle(alternative), 'picture')}`, isTaken);
}

/** A figure's title, which its alternative begins with. */
export function figureTitle(alternative: string): string {
  return (alternative.split('\n', 1)[0] ?? '').trim();
}

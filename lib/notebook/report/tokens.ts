/** Lists and tables, read off markdown's tokens: what paper and Word documents need of them. */
import type { Token } from 'markdown-it';

/** A cell of a table; its words are the token of its inline content. */
export interface TableCell {
  readonly words: Token | undefined;
  readonly isHeader: boolean;
  /** Whether the column is aligned to the right. */
  readonly isRight: boolean;
}

/** A table's rows, those of its header first. */
export interface TokenTable {
  readonly headerRows: number;
  readonly rows: readonly (readonly TableCell[])[];
}

/** Takes the items of a list up to `closing`: what `take` makes of each; it takes the item's tokens up to the one of its end. */
export function takeItems<T>(rest: Token[], closing: string, take: (closing: string) => T): T[] {
  const list: T[] = [];
  for (let token = rest.shift(); token !== undefined && token.type !== closing; token = rest.shift()) {
    if (token.type === 'list_item_open') list.push(take('list_item_close'));
  }
  return list;
}

/** Takes the rows of a table whose opening token was taken. */
export function takeTable(rest: Token[]): TokenTable {
  const rows: TableCell[][] = [];
  let headerRows = 0;
  for (let token = rest.shift(); token !== undefined && token.type !== 'table_close'; token = rest.shift()) {
    if (token.type === 'tr_open') rows.push([]);
    if (token.type === 'thead_close') headerRows = rows.length;
    if (token.type === 'th_open' || token.type === 'td_open') {
      const isRight = String(token.attrGet('style') ?? '').includes('right');
      rows.at(-1)?.push({ words: rest.shift(), isHeader: token.type === 'th_open', isRight });
    }
  }
  return { headerRows, rows };
}

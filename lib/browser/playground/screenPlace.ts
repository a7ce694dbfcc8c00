/** Where text ends on a terminal's screen. */

/** Rows below the row that the text began in, and the column. */
export interface ScreenPlace {
  readonly row: number;
  readonly column: number;
}

/** Characters that take two columns: East Asian wide ones and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NARROW = /\p{Mark}|\u200b|\u200d/u;

/** Where the cursor stands behind `text` that began in column 0, on a screen of `columns`. A full row ends in the next one. */
export function placeAfter(text: string, columns: number): ScreenPlace {
  let row = 0;
  let column = 0;
  for (const character of text) {
    if (character === '\n') {
      row += 1;
      column = 0;
      continue;
    }
    const width = NARROW.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    column += width;
  }
  return column >= columns ? { row: row + 1, column: 0 } : { row, column };
}

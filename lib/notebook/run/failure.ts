/** Why a run of a notebook failed, said so that the author finds the place: notebook, cell, line, and no path. */

/** A failure in code cell `cell` of `cells` (counted from 1; 0 when no cell had run), at its line `line` where known. */
export interface Failure {
  readonly notebook: string;
  readonly cell: number;
  readonly cells: number;
  readonly line: number | undefined;
  readonly reason: string;
}

/** The failure as one line: `04-name, cell 3 of 12, line 2: Error: …`. */
export function failureText(failure: Failure): string {
  const cell = failure.cell > 0 ? `, cell ${failure.cell} of ${failure.cells}` : '';
  const line = failure.line === undefined ? '' : `, line ${failure.line}`;
  return `${failure.notebook}${cell}${line}: ${failure.reason}`;
}

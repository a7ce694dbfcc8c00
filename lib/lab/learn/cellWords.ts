/** What a cell of a matrix says. */
import type { RequestCell } from './matrix';

/** A cell's path, and what decided it: `dropped in raw`. */
export function cellWords({ path, detail }: Pick<RequestCell, 'path' | 'detail'>): string {
  return detail === undefined ? path : `${path} ${detail}`;
}

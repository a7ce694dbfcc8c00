/** A cell's failure in words. */
import type { CellFailure } from './protocol';

/** What Jupyter shows of it: the message, and the reader's own line that it comes from. */
export function failureText({ message, place }: CellFailure): string {
  const where = place && `    at cell ${place.cell}, line ${place.line}\n`;
  return `${message}\n${where ?? ''}`;
}

/** Who reaches whom, as a table whose cells open what the request did. */
import { matrixRows, type RequestCell, type RequestPath } from '../../lab/learn/matrix';
import type { Row } from '../figure/csv';
import { show } from '../figure/show';
import { type TableView, table } from '../tables/table';
import type { Tone } from '../tables/tone';
import { MATRIX_MIME, matrixData } from './data';

/** What a matrix says. */
export interface MatrixTableOptions {
  /** The finding, as a sentence. */
  readonly title: string;
}

/** How a path is meant: the request got its answer, or it did not. */
export const PATH_TONES: Readonly<Record<RequestPath, Tone>> = {
  DNAT: 'good',
  'docker-proxy': 'good',
  direct: 'good',
  refused: 'bad',
  dropped: 'bad',
  'no route': 'quiet',
  'no answer': 'bad',
  'not modelled': 'quiet',
};

/**
 * The cells of {@link requestMatrix} as a table. In the book and in JupyterLab a cell can be opened: what the request added to the
 * counters, and its packets to step through, are drawn then. Elsewhere it is a plain table.
 *
 * @example
 * ```ts
 * import { lab, matrixTable, requestMatrix } from 'chainwalk';
 *
 * const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 192.168.70.6' }];
 * const view = matrixTable(await requestMatrix(requests, { before: lab }), { title: 'The host answers' });
 * view.toCsv(); // → "from,to,before\r\nclient,host,direct\r\n"
 * ```
 */
export function matrixTable(cells: readonly RequestCell[], { title }: MatrixTableOptions): TableView {
  const toneOf = (row: Row, column: string): Tone | undefined => PATH_TONES[String(row[column]) as RequestPath];
  const plain = table(matrixRows(cells), { title, tone: toneOf });
  const forms = plain.bundle();
  const bundle = () => ({ [MATRIX_MIME]: matrixData(cells, title), ...forms });
  return Object.assign(plain, { bundle, show: () => show(bundle()) });
}

/** Who reaches whom, as a table whose cells open what the request did. */
import { matrixRows, type RequestCell } from '../../lab/learn/matrix';
import { show } from '../figure/show';
import { type TableView, table } from '../tables/table';
import { pathTone } from '../tables/tone';
import { MATRIX_MIME, matrixData } from './data';

/** What a matrix says. */
export interface MatrixTableOptions {
  /** The finding, as a sentence. */
  readonly title: string;
}

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
  const plain = table(matrixRows(cells), { title, tone: pathTone });
  const forms = plain.bundle();
  const bundle = () => ({ [MATRIX_MIME]: matrixData(cells, title), ...forms });
  return Object.assign(plain, { bundle, show: () => show(bundle()) });
}

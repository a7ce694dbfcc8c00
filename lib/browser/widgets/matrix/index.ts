/** A matrix whose cells can be opened, as `matrixTable` makes it. */
import { MATRIX_MIME, type MatrixData } from '../../../view/matrix/data';
import type { Widget } from '../widget';
import { Matrix } from './matrix';
import { MATRIX_STYLE } from './style';

const matrices = new WeakMap<HTMLElement, Matrix>();

/** Draws a matrix. */
export const MATRIX_WIDGET: Widget = {
  mime: MATRIX_MIME,
  style: MATRIX_STYLE,
  draw(place, data) {
    matrices.get(place)?.close();
    try {
      const matrix = new Matrix(data as MatrixData);
      matrices.set(place, matrix);
      place.replaceChildren(matrix.root);
    } catch {
      place.textContent = 'This table cannot be read: run the cell again.';
    }
  },
  remove(place) {
    matrices.get(place)?.close();
    matrices.delete(place);
  },
};

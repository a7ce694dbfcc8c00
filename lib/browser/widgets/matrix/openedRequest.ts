/** Draws a request of a matrix from its data. */
import { sizedDeltaChart } from '../../../view/counters/sizedDeltaChart';
import { itemAt } from '../../../view/itemAt';
import { type MatrixData, readRequests } from '../../../view/matrix/data';
import { stepsData } from '../../../view/steps/stepThrough';
import { RequestView } from '../steps/requestView';

/** Opens request number `index`. Throws a `RangeError` if the data are damaged. */
export function openRequest(data: MatrixData, index: number, title: string): RequestView {
  const request = itemAt(readRequests(data), index);
  return new RequestView(stepsData(request, { title }), sizedDeltaChart(request.deltas));
}

/** What one request of a matrix did: what it added to the counters, and its packets to step through. */
import { deltaChart } from '../../../view/counters/deltaChart';
import { svgSize } from '../../../view/draw/svgSize';
import { itemAt } from '../../../view/itemAt';
import { type MatrixData, readRequests } from '../../../view/matrix/data';
import { stepsData } from '../../../view/steps/stepThrough';
import { element } from '../../book/button';
import { onThemeChange } from '../paint';
import { PictureFrame } from '../steps/frame';
import { Stepper } from '../steps/stepper';

/** A request that is open. */
export interface OpenedRequest {
  readonly root: HTMLElement;
  /** Lets go of it. */
  remove(): void;
}

/** Opens request number `index`. Throws a `RangeError` if the data are damaged. */
export function openRequest(data: MatrixData, index: number, title: string): OpenedRequest {
  const request = itemAt(readRequests(data), index);
  const stepper = new Stepper(stepsData(request, { title }));
  if (request.deltas.length === 0) {
    const root = element('div', '', element('p', '', 'No counter grew.'), stepper.root);
    return { root, remove: () => stepper.remove() };
  }
  const figure = deltaChart(request.deltas, { title: 'What it added to the counters', theme: 'light' });
  const svg = figure.toSvg();
  const chart = new PictureFrame('chart', { svg, ...svgSize(svg) }, figure.alt);
  const stopListening = onThemeChange(() => chart.paint());
  requestAnimationFrame(() => chart.paint());
  return {
    root: element('div', 'opened', chart.root, stepper.root),
    remove: () => {
      stopListening();
      stepper.remove();
    },
  };
}

/** What a request did: the counters that grew, and its packets to step through. */
import type { SizedChart } from '../../../view/counters/sizedDeltaChart';
import type { StepsData } from '../../../view/steps/data';
import { element } from '../../book/button';
import { keepPainted } from '../paint';
import { PictureFrame } from './frame';
import { type RequestPart, stepper } from './stepper';

/** A request in the page. */
export class RequestView implements RequestPart {
  readonly root: HTMLElement;
  readonly #steps: RequestPart;
  readonly #stopPainting: () => void;

  constructor(steps: StepsData, chart: SizedChart | undefined) {
    this.#steps = stepper({ ...steps, title: 'Its packets' });
    const frame = chart && new PictureFrame('counters', chart, chart.alt);
    this.root = element(
      'div',
      'chainwalk-request',
      frame?.root ?? element('p', '', 'No counter grew.'),
      this.#steps.root,
    );
    this.#stopPainting = keepPainted(this.root, () => frame?.paint());
  }

  /** Lets go of it. */
  remove(): void {
    this.#stopPainting();
    this.#steps.remove();
  }
}

/** What a request did: the counters that grew, and its packets to step through. */
import type { SizedChart } from '../../../view/counters/sizedDeltaChart';
import type { StepsData } from '../../../view/steps/data';
import { element } from '../../book/button';
import { onThemeChange } from '../paint';
import { PictureFrame } from './frame';
import { Stepper } from './stepper';

/** A request in the page. */
export class RequestView {
  readonly root: HTMLElement;
  readonly #stepper: Stepper;
  readonly #stopListening: () => void;

  constructor(steps: StepsData, chart: SizedChart | undefined) {
    this.#stepper = new Stepper({ ...steps, title: 'Its packets' });
    const frame = chart && new PictureFrame('counters', chart, chart.alt);
    this.root = element(
      'div',
      'chainwalk-request',
      frame?.root ?? element('p', '', 'No counter grew.'),
      this.#stepper.root,
    );
    this.#stopListening = onThemeChange(() => frame?.paint());
    // Its colours are known once it is in the page.
    requestAnimationFrame(() => frame?.paint());
  }

  /** Lets go of it. */
  remove(): void {
    this.#stopListening();
    this.#stepper.remove();
  }
}

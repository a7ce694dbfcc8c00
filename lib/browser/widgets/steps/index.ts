/** A request to step through, as `stepThrough` makes it. */
import { STEPS_MIME, type StepsData } from '../../../view/steps/data';
import type { Widget } from '../widget';
import { Stepper } from './stepper';
import { STEPS_STYLE } from './style';

const steppers = new WeakMap<HTMLElement, Stepper>();

/** Draws the steps of a request. */
export const STEPS_WIDGET: Widget = {
  mime: STEPS_MIME,
  style: STEPS_STYLE,
  draw(place, data) {
    steppers.get(place)?.remove();
    try {
      const stepper = new Stepper(data as StepsData);
      steppers.set(place, stepper);
      place.replaceChildren(stepper.root);
    } catch {
      place.textContent = 'These steps cannot be read: run the cell again.';
    }
  },
  remove(place) {
    steppers.get(place)?.remove();
    steppers.delete(place);
  },
};

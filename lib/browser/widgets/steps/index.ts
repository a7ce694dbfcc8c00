/** A request to step through, as `stepThrough` makes it. */
import { STEPS_MIME, type StepsData } from '../../../view/steps/data';
import type { Widget } from '../widget';
import { type RequestPart, stepper } from './stepper';
import { STEPS_STYLE } from './style';

const steppers = new WeakMap<HTMLElement, RequestPart>();

/** Draws the steps of a request. */
export const STEPS_WIDGET: Widget = {
  mime: STEPS_MIME,
  style: STEPS_STYLE,
  draw(place, data) {
    steppers.get(place)?.remove();
    try {
      const drawn = stepper(data as StepsData);
      steppers.set(place, drawn);
      place.replaceChildren(drawn.root);
    } catch {
      place.textContent = 'These steps cannot be read: run the cell again.';
    }
  },
  remove(place) {
    steppers.get(place)?.remove();
    steppers.delete(place);
  },
};

/** A request with choices, as `whatIf` makes it. */
import { WHAT_IF_MIME, type WhatIfData } from '../../../view/whatIf/data';
import type { Widget } from '../widget';
import { Panel } from './panel';
import { WHAT_IF_STYLE } from './style';

const panels = new WeakMap<HTMLElement, Panel>();

/** Draws a request with choices. */
export const WHAT_IF_WIDGET: Widget = {
  mime: WHAT_IF_MIME,
  style: WHAT_IF_STYLE,
  draw(place, data, page) {
    panels.get(place)?.remove();
    try {
      const panel = new Panel(data as WhatIfData, page.execute);
      panels.set(place, panel);
      place.replaceChildren(panel.root);
    } catch {
      place.textContent = 'This panel cannot be read: run the cell again.';
    }
  },
  remove(place) {
    panels.get(place)?.remove();
    panels.delete(place);
  },
};

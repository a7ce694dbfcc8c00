/** All widgets, and their style in the page. */
import { PREDICTION } from './prediction/widget';
import { SHARED_STYLE } from './style';
import type { Widget } from './widget';

/** The widgets that pages draw. */
export const WIDGETS: readonly Widget[] = [PREDICTION];

/** Adds the widgets' style sheet to the page, and `more` rules. */
export function addWidgetStyle(more = ''): void {
  const style = document.createElement('style');
  style.textContent = [SHARED_STYLE, ...WIDGETS.map((widget) => widget.style), more].join('\n');
  document.head.append(style);
}

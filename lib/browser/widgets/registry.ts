/** All widgets, and their style in the page. */
import { STEPS_WIDGET } from './steps';
import { SHARED_STYLE } from './style';
import type { Widget } from './widget';

/** The widgets that pages draw. */
export const WIDGETS: readonly Widget[] = [STEPS_WIDGET];

/** Adds the widgets' style sheet to the page. */
export function addWidgetStyle(): void {
  const style = document.createElement('style');
  style.textContent = [SHARED_STYLE, ...WIDGETS.map((widget) => widget.style)].join('\n');
  document.head.append(style);
}

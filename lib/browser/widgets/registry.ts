/** All widgets, and their style in the page. */
import { MATRIX_WIDGET } from './matrix';
import { PREDICTION } from './prediction/widget';
import { STEPS_WIDGET } from './steps';
import { SHARED_STYLE } from './style';
import { WHAT_IF_WIDGET } from './whatIf';
import type { Widget } from './widget';

/** The widgets that pages draw. */
export const WIDGETS: readonly Widget[] = [PREDICTION, STEPS_WIDGET, MATRIX_WIDGET, WHAT_IF_WIDGET];

/** Adds the widgets' style sheet to the page, and `more` rules. */
export function addWidgetStyle(more = ''): void {
  const style = document.createElement('style');
  style.textContent = [SHARED_STYLE, ...WIDGETS.map((widget) => widget.style), more].join('\n');
  document.head.append(style);
}

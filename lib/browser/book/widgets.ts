/** Widgets in a page of the book. Without the page's program, and on paper, an output's other forms stand in their place. */
import { addWidgetStyle, WIDGETS } from '../widgets/registry';
import { WIDGET_CLASS } from '../widgets/style';
import type { Widget } from '../widgets/widget';
import { element } from './button';
import { pageNotebook } from './notebook';

/** A widget that is drawn. */
interface Drawn {
  readonly widget: Widget;
  readonly place: HTMLElement;
  data: unknown;
}

const drawn = new Map<Element, Drawn>();
let notebook: string | undefined;

/** Draws the widgets below `root`. */
export function adoptWidgets(root: ParentNode): void {
  for (const output of root.querySelectorAll<HTMLElement>('.widget[data-mime]')) {
    const widget = WIDGETS.find(({ mime }) => mime === output.dataset.mime);
    const source = output.querySelector(':scope > script')?.textContent;
    if (widget === undefined || source == null || drawn.has(output)) continue;
    if (notebook === undefined) addWidgetStyle();
    notebook ??= pageNotebook()?.name ?? '';
    const name = notebook;
    const adopted: Drawn = { widget, place: element('div', `${WIDGET_CLASS} tool`), data: JSON.parse(source) };
    drawn.set(output, adopted);
    output.append(adopted.place);
    output.dataset.drawn = '';
    widget.draw(adopted.place, adopted.data, {
      notebook: () => name,
      keep: (data) => {
        adopted.data = data;
      },
    });
  }
}

/** Lets go of the widgets below `root`, which is to leave the page. */
export function releaseWidgets(root: ParentNode): void {
  for (const output of root.querySelectorAll('.widget[data-mime]')) {
    const adopted = drawn.get(output);
    drawn.delete(output);
    adopted?.widget.remove(adopted.place);
  }
}

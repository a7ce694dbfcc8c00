/** Widgets in a page of the book. Without the page's program, and on paper, an output's other forms stand in their place. */
import { addWidgetStyle, WIDGETS } from '../widgets/registry';
import { WIDGET_CLASS } from '../widgets/style';
import type { Widget } from '../widgets/widget';
import { element } from './button';
import { executeInPage } from './execute';
import { pageNotebook } from './notebook';

/** An output that a widget draws. */
export interface DrawnOutput {
  readonly mime: string;
  readonly data: unknown;
  /** Its text. */
  readonly text: string;
  /** Makes `data` the output's own, and draws it. */
  keep(data: unknown): void;
}

interface Drawn extends DrawnOutput {
  readonly widget: Widget;
  readonly place: HTMLElement;
}

const drawn = new Map<Element, Drawn>();
const listeners: (() => void)[] = [];
let name: string | undefined;

/** Draws the widgets below `root`. */
export function adoptWidgets(root: ParentNode): void {
  for (const output of root.querySelectorAll<HTMLElement>('.widget[data-mime]')) {
    const widget = WIDGETS.find(({ mime }) => mime === output.dataset.mime);
    const source = output.querySelector(':scope > script')?.textContent;
    if (widget === undefined || source == null || drawn.has(output)) continue;
    if (name === undefined) addWidgetStyle();
    name ??= pageNotebook()?.name ?? '';
    const text = output.querySelector(':scope > .plain')?.textContent ?? '';
    const adopted = drawnOutput(widget, JSON.parse(source), text, name);
    drawn.set(output, adopted);
    output.append(adopted.place);
    output.classList.add('drawn');
  }
  tell();
}

/** Lets go of the widgets below `root`, which is to leave the page. */
export function releaseWidgets(root: ParentNode): void {
  for (const output of root.querySelectorAll('.widget[data-mime]')) {
    const adopted = drawn.get(output);
    drawn.delete(output);
    adopted?.widget.remove(adopted.place);
  }
  tell();
}

/** The outputs below `root` that widgets draw, in order. */
export function drawnOutputs(root: ParentNode): readonly DrawnOutput[] {
  return [...root.querySelectorAll('.widget[data-mime]')].flatMap((output) => drawn.get(output) ?? []);
}

/** Calls `listener` whenever such outputs have come, gone or changed their data. */
export function onWidgets(listener: () => void): void {
  listeners.push(listener);
}

function drawnOutput(widget: Widget, first: unknown, text: string, notebook: string): Drawn {
  const place = element('div', `${WIDGET_CLASS} tool`);
  let data = first;
  const keep = (next: unknown) => {
    data = next;
    draw();
    tell();
  };
  const draw = () => widget.draw(place, data, { notebook: () => notebook, keep, execute: executeInPage });
  draw();
  return {
    widget,
    place,
    text,
    keep,
    mime: widget.mime,
    get data() {
      return data;
    },
  };
}

function tell(): void {
  for (const listener of listeners) listener();
}

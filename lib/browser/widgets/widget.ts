/** Widgets: what draws an output that a reader works with, in the pages of the book and in JupyterLab alike. */
import type { Output } from '../../cells/output';

/** Draws the outputs of one mime type. */
export interface Widget {
  /** The mime type; its JSON is the data. */
  readonly mime: string;
  /** The rules of its style sheet, which begin with a class of its own; colours are the variables of style.ts. */
  readonly style: string;
  /** Draws `data`, text from outside included, in place of what `place` shows. */
  draw(place: HTMLElement, data: unknown, page: WidgetPage): void;
  /** Lets go of `place`, which leaves the page. */
  remove(place: HTMLElement): void;
}

/** The page that a widget stands in. What a widget asks of it has to wait until the widget is in the page. */
export interface WidgetPage {
  /** The name of the notebook, without its folder and `.ipynb`. */
  notebook(): string;
  /** Makes `data` the output's own, so that it is saved with the notebook. */
  keep(data: unknown): void;
  /** Runs code in the notebook's Jupyter kernel, outside of its cells; undefined where the page has none. */
  readonly execute?: (code: string) => Promise<readonly Output[]>;
}

/** The outputs of a cell in the page. What has not changed is not touched, so that charts and the reader's place in the page stay. */
import type { Output } from '../../cells/output';
import { outputHtml } from '../../cells/outputHtml';
import { lines } from '../../view/draw/markup';
import { nameFigures, withoutFigureIds } from './anchors';
import { button, element } from './button';
import { adoptCharts, releaseCharts } from './charts';
import { cutOutputs, inPieces } from './cutOutputs';
import { addFigureTools } from './figureTools';
import { paintPictures } from './pictures';
import { stopAtScrollers } from './reading';
import { adoptWidgets, releaseWidgets } from './widgets';

/** Milliseconds between two looks at a cell that prints and prints. */
const PATIENCE = 100;

/** The outputs of one cell. */
export class CellOutputs {
  readonly #place: HTMLElement;
  readonly #original: string;
  readonly #more = button('more tool', 'Show all that this cell printed', () => this.#showAll());
  #markup: string;
  #all: readonly Output[] = [];
  #waiting: ReturnType<typeof setTimeout> | undefined;

  /** Of the outputs in `place`, which nothing has been added to. */
  constructor(place: HTMLElement) {
    this.#place = place;
    this.#original = place.innerHTML;
    this.#markup = withoutFigureIds(this.#original);
  }

  /** What a finished cell shows. */
  show(outputs: readonly Output[]): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#all = outputs;
    this.#place.classList.remove('tall');
    this.#place.removeAttribute('tabindex');
    const { shown, isCut } = cutOutputs(outputs);
    this.#render(shown);
    if (isCut) this.#place.after(this.#more);
    else this.#more.remove();
  }

  /** What a cell that still runs shows, a moment later. */
  showSoon(outputs: () => readonly Output[]): void {
    this.#waiting ??= setTimeout(() => this.show(outputs()), PATIENCE);
  }

  /** The outputs that came with the page. */
  restore(): void {
    this.show([]);
    this.#replace(this.#original);
  }

  #showAll(): void {
    this.#more.remove();
    this.#place.classList.add('tall');
    this.#render(inPieces(this.#all));
    this.#place.tabIndex = 0;
    this.#place.focus();
  }

  #render(outputs: readonly Output[]): void {
    this.#replace(lines(outputs.map(outputHtml)).markup);
  }

  #replace(markup: string): void {
    const template = element('template', '');
    template.innerHTML = markup;
    // As the browser writes it, which is how the page's own outputs were read.
    const written = withoutFigureIds(template.innerHTML);
    if (written === this.#markup) return;
    this.#markup = written;
    releaseCharts(this.#place);
    releaseWidgets(this.#place);
    this.#place.replaceChildren(template.content);
    decorateOutputs(this.#place);
  }
}

/** Makes outputs live: ids of figures, pictures in the theme's colours, charts, buttons that save. */
export function decorateOutputs(root: ParentNode): void {
  nameFigures(root);
  paintPictures(root);
  adoptCharts(root);
  addFigureTools(root);
  adoptWidgets(root);
  stopAtScrollers(root);
}

/** Figures of the book's pages have ids, so that a link can lead to one. */
import { figureId, figureTitle } from '../../cells/pageIds';
import { unescapeMarkup } from '../../view/draw/markup';

/** A figure that a link can lead to. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  /** What it says to those who do not see it. */
  readonly text: string;
}

/** The beginning of a figure, and what its image says. */
const FIGURE = /<figure\b([^>]*)>(?=[\s\S]*?\balt="([^"]*)")/g;

/** The `markup` of outputs, each figure with an id that is not among `taken`, and these figures. Their ids become taken. */
export function withFigureIds(markup: string, taken: Set<string>): { markup: string; figures: readonly Figure[] } {
  const figures: Figure[] = [];
  const named = markup.replace(FIGURE, (_, attributes: string, alternative: string) => {
    const text = unescapeMarkup(alternative);
    const id = figureId(text, (one) => taken.has(one));
    taken.add(id);
    figures.push({ id, title: figureTitle(text), text });
    return `<figure${attributes} id="${id}">`;
  });
  return { markup: named, figures };
}

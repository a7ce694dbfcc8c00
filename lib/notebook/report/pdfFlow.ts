/**
 * Where things go on the pages of a PDF. A figure that has no room any more is drawn somewhat smaller, or waits for the
 * next page while the text goes on, as printers do it; without that, it would leave the rest of its page white.
 */
import type { Content } from 'pdfmake/interfaces';

/** What is set as it comes: `text` goes on over a page's end, what is `whole` does not, nor does a `heading` stay at a page's foot. */
export interface TextPiece {
  readonly kind: 'text' | 'whole' | 'heading';
  draw(): Content;
}

/** A picture with its caption, which may wait for the next page. */
export interface FigurePiece {
  readonly kind: 'figure';
  /** Of the picture without its caption, pt. */
  readonly pictureHeight: number;
  /** The smallest share of its size at which it can be read. */
  readonly smallest: number;
  /** The picture at a share of its size, and its caption. */
  draw(scale: number): Content;
  caption(): Content;
  /** What stands in its place if it waits for the next page. */
  note(): Content;
}

/** What is set on pages, one below the other. */
export type Piece = TextPiece | FigurePiece;

/** A piece with the height, in pt, of what it is set as; of a figure, that is its caption. */
export interface Measured<P extends Piece = Piece> {
  readonly piece: P;
  readonly height: number;
}

/** A heading that begins lower on its page than this share goes to the next. */
export const LOWEST_HEADING = 0.9;
/** Height of a note, pt. */
const NOTE = 20;
/** White space that nobody minds, pt. */
const UNSEEN = 48;
/** How much of a page stays empty where a paragraph is broken, at most: a line, pt. */
const LINE = 14;

/** The content of pages that are `page` pt high, the first of them empty at the beginning. */
export function flow(pieces: readonly Measured[], page: number): Content[] {
  const pages = new Pages(page);
  for (const { piece, height } of pieces) {
    if (piece.kind === 'figure') pages.figure({ piece, height });
    else pages.text({ piece, height });
  }
  return pages.end();
}

/** The content of pages where nothing but figures is, so that none waits for another page: each stays with its headings. */
export function inOrder(pieces: readonly Piece[]): Content[] {
  const content: Content[] = [];
  let headings: Content[] = [];
  for (const piece of pieces) {
    const drawn = piece.kind === 'figure' ? piece.draw(1) : piece.draw();
    if (piece.kind === 'heading') headings.push(drawn);
    else if (piece.kind === 'figure') {
      content.push({ stack: [...headings, drawn], unbreakable: true });
      headings = [];
    } else {
      content.push(...headings, drawn);
      headings = [];
    }
  }
  return [...content, ...headings];
}

class Pages {
  readonly #height: number;
  readonly #content: Content[] = [];
  readonly #waiting: Measured<FigurePiece>[] = [];
  /** Of the present page, and how far that may be wrong. */
  #used = 0;
  #doubt = 1;

  constructor(height: number) {
    this.#height = height;
  }

  text({ piece: { kind, draw }, height }: Measured<TextPiece>): void {
    const isTooLow = kind === 'heading' && this.#used + LINE > LOWEST_HEADING * this.#height;
    const isBroken = this.#used + height > this.#height;
    if (kind !== 'text' && (isTooLow || isBroken)) {
      this.#turn();
      this.#release();
    }
    this.#content.push(draw());
    this.#used += height;
    if (this.#used <= this.#height) return;
    this.#used %= this.#height;
    this.#doubt = LINE;
    this.#release();
  }

  figure(figure: Measured<FigurePiece>): void {
    if (this.#waiting.length === 0 && this.#place(figure)) return;
    if (this.#waiting.length === 0 && this.#height - this.#used < UNSEEN) {
      this.#turn();
      this.#place(figure);
      return;
    }
    this.#waiting.push(figure);
    this.#content.push(figure.piece.note());
    this.#used += NOTE;
  }

  end(): Content[] {
    for (const { piece } of this.#waiting) this.#content.push(piece.draw(1));
    return this.#content;
  }

  #turn(): void {
    this.#used = 0;
    this.#doubt = 1;
  }

  /** Those that wait, in their order, until one has no room. */
  #release(): void {
    for (let [next] = this.#waiting; next !== undefined && this.#place(next); [next] = this.#waiting)
      this.#waiting.shift();
  }

  /** False if there is no room. */
  #place({ piece, height: caption }: Measured<FigurePiece>): boolean {
    const room = this.#height - this.#used - (this.#used === 0 ? 0 : this.#doubt) - caption;
    const scale = Math.min(1, room / piece.pictureHeight);
    if (scale < piece.smallest && this.#used > 0) return false;
    this.#content.push(piece.draw(scale));
    this.#used += scale * piece.pictureHeight + caption;
    return true;
  }
}

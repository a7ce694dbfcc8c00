/**
 * pdfmake's renderer, which also says of all that it draws what it is: part of an element of the structure tree (pdfTags.ts), or
 * nothing that is to be read, such as lines, backgrounds, page numbers and the heads of tables that are repeated on a page.
 */
import type { TagElement } from './pdfTags';

/** A run of text on a page. */
interface Inline {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly link?: string | null;
  readonly linkToDestination?: string | null;
  readonly element?: TagElement;
}

/** A line of text on a page. */
interface Line {
  readonly inlines: readonly Inline[];
  clone(): Line;
  getHeight(): number;
  getAscenderHeight(): number;
}

/** A picture on a page. */
interface Picture {
  readonly element?: TagElement;
  readonly x: number;
  readonly y: number;
  readonly _width: number;
  readonly _height: number;
}

/** What of pdfkit's document is used. */
export interface TaggedDocument {
  struct(type: string, options?: object): TagElement;
  addStructure(element: TagElement): void;
  markStructureContent(type: string): unknown;
  markContent(type: 'Artifact', options: { readonly type: string }): void;
  endMarkedContent(): void;
  link(x: number, y: number, width: number, height: number, url: string, options: object): void;
  goTo(x: number, y: number, width: number, height: number, name: string, options: object): void;
  readonly page: { readonly height: number };
}

/** What of pdfmake's renderer is used. */
export interface Renderer {
  renderPages(pages: unknown): void;
  renderLine(line: Line, x: number, y: number): void;
  renderVector(vector: unknown): void;
  renderImage(picture: Picture): void;
  renderSVG(picture: Picture): void;
}

/** A renderer of `document` that tags; `Base` is pdfmake's own. */
export function createTaggingRenderer(
  Base: new (document: TaggedDocument) => Renderer,
  document: TaggedDocument,
): Renderer {
  const drawn = new WeakSet<Inline>();

  function asArtifact(type: 'Layout' | 'Pagination', draw: () => void): void {
    document.markContent('Artifact', { type });
    draw();
    document.endMarkedContent();
  }

  function asPartOf(element: TagElement, draw: () => void): void {
    element.add(document.markStructureContent(String(element.dictionary.data.S)));
    draw();
    document.endMarkedContent();
  }

  class TaggingRenderer extends Base {
    override renderLine(line: Line, x: number, y: number): void {
      for (const [index, stretch] of stretchesOf(line.inlines).entries()) {
        const part = partOf(line, stretch, index === 0);
        const [first] = stretch;
        const draw = () => super.renderLine(part, x, y);
        if (first?.element === undefined || drawn.has(first)) asArtifact('Pagination', draw);
        else if (isLink(first)) this.#link(first.element, stretch, x, y, draw);
        else asPartOf(first.element, draw);
      }
      for (const inline of line.inlines) drawn.add(inline);
    }

    override renderVector(vector: unknown): void {
      asArtifact('Layout', () => super.renderVector(vector));
    }

    override renderImage(picture: Picture): void {
      this.#picture(picture, () => super.renderImage(picture));
    }

    override renderSVG(picture: Picture): void {
      this.#picture(picture, () => super.renderSVG(picture));
    }

    #picture({ element, x, y, _width: width, _height: height }: Picture, draw: () => void): void {
      if (element === undefined) return asArtifact('Layout', draw);
      const bottom = document.page.height - y;
      element.dictionary.data.A = {
        O: 'Layout',
        Placement: 'Block',
        BBox: [x, bottom - height, x + width, bottom],
      };
      asPartOf(element, draw);
    }

    /** The words and the area to click on are one element. It ends on its page, which pdfkit asks for at the end only. */
    #link(parent: TagElement, stretch: readonly Inline[], x: number, y: number, draw: () => void): void {
      const [first] = stretch;
      const last = stretch.at(-1);
      if (first === undefined || last === undefined) return;
      const structParent = document.struct('Link');
      asPartOf(structParent, draw);
      const words = stretch.map(({ text }) => text).join('');
      const area = [x + first.x, y, last.x + last.width - first.x, first.height] as const;
      // pdfkit takes String objects for text and plain strings for names.
      const options = { structParent, Contents: Object(words) as unknown };
      if (typeof first.link === 'string') document.link(...area, first.link, options);
      else document.goTo(...area, first.linkToDestination ?? '', options);
      parent.add(structParent);
      structParent.end();
    }
  }
  return new TaggingRenderer(document);
}

function isLink({ link, linkToDestination }: Inline): boolean {
  return typeof link === 'string' || typeof linkToDestination === 'string';
}

/** Runs that follow each other and belong to one element and one link. */
function stretchesOf(inlines: readonly Inline[]): readonly (readonly Inline[])[] {
  const stretches: Inline[][] = [];
  for (const inline of inlines) {
    const last = stretches.at(-1)?.at(-1);
    const goesOn =
      last !== undefined &&
      last.element === inline.element &&
      last.link === inline.link &&
      last.linkToDestination === inline.linkToDestination;
    if (goesOn) stretches.at(-1)?.push(inline);
    else stretches.push([inline]);
  }
  return stretches;
}

/** A part of `line` that stands where it stood; what there is once for a line, such as its bookmark, is with the first part. */
function partOf(line: Line, inlines: readonly Inline[], isFirst: boolean): Line {
  const [height, ascender] = [line.getHeight(), line.getAscenderHeight()];
  const unlinked = inlines.map((inline) => ({ ...inline, link: null, linkToDestination: null }));
  return Object.assign(line.clone(), {
    inlines: unlinked,
    getHeight: () => height,
    getAscenderHeight: () => ascender,
    ...(!isFirst && { id: undefined, _outline: undefined, _pageNodeRef: undefined }),
  });
}

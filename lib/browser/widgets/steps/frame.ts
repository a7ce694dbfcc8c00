/** A picture with something that is drawn over it; where it is wider or higher than its place, it scrolls to what is looked at. */
import type { SizedPicture } from '../../../view/steps/data';
import { element } from '../../book/button';
import { isOnDark, paintImage } from '../paint';

const SVG = 'http://www.w3.org/2000/svg';

/** A picture in the page. */
export class PictureFrame {
  readonly root: HTMLElement;
  readonly #image = element('img', '');
  readonly #picture: SizedPicture;
  readonly #layer: SVGSVGElement;

  /** `label` says what the picture is. */
  constructor(name: string, picture: SizedPicture, label: string) {
    this.#picture = picture;
    this.#image.alt = label;
    this.#layer = svgElement('svg', { viewBox: `0 0 ${picture.width} ${picture.height}`, 'aria-hidden': 'true' });
    const sheet = element('div', 'sheet', this.#image, this.#layer);
    sheet.style.setProperty('--natural', `${Number(picture.width)}px`);
    this.root = element('div', `chainwalk-frame ${name}`, sheet);
    this.root.tabIndex = 0;
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', label);
  }

  /** Adds an element over the picture, in the picture's own px. */
  add<Tag extends keyof SVGElementTagNameMap>(
    tag: Tag,
    attributes: Readonly<Record<string, string | number>>,
  ): SVGElementTagNameMap[Tag] {
    const made = svgElement(tag, attributes);
    this.#layer.append(made);
    return made;
  }

  /** Paints it in the page's colours. */
  paint(): void {
    paintImage(this.#image, this.#picture.svg, isOnDark(this.root));
  }

  /** Scrolls, the picture alone, until a point of it can be seen. */
  reveal(x: number, y: number): void {
    const { root } = this;
    const scale = this.#layer.clientWidth / this.#picture.width;
    root.scrollLeft = nearest(root.scrollLeft, root.clientWidth, x * scale);
    root.scrollTop = nearest(root.scrollTop, root.clientHeight, y * scale);
  }
}

/** Where to scroll so that a point is well within sight; stays where it is already. */
function nearest(at: number, size: number, point: number): number {
  const margin = size / 5;
  const isSeen = point >= at + margin && point <= at + size - margin;
  return isSeen ? at : point - size / 2;
}

function svgElement<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

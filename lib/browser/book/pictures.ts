/** Pictures in the theme's colours, and on paper in those of light pages. */
import { isDark, recoloured } from './theme';

const SVG_URL = 'data:image/svg+xml;base64,';

interface Picture {
  /** The address of the picture as it was drawn. */
  readonly light: string;
  readonly svg: string;
}

const pictures = new WeakMap<HTMLImageElement, Picture>();

/** The SVG that `image` shows, as it was drawn; undefined when it is none. */
export function svgOf(image: HTMLImageElement): string | undefined {
  return pictureOf(image)?.svg;
}

/** Paints the pictures below `root` as the page is, or light. */
export function paintPictures(root: ParentNode, inDark = isDark()): void {
  for (const image of root.querySelectorAll<HTMLImageElement>('figure img')) {
    if (!inDark && !pictures.has(image)) continue;
    const picture = pictureOf(image);
    if (picture === undefined) continue;
    image.src = inDark ? `data:image/svg+xml,${encodeURIComponent(recoloured(picture.svg))}` : picture.light;
    image.classList.toggle('dark', inDark);
  }
}

function pictureOf(image: HTMLImageElement): Picture | undefined {
  const known = pictures.get(image);
  if (known !== undefined || !image.src.startsWith(SVG_URL)) return known;
  const bytes = Uint8Array.from(atob(image.src.slice(SVG_URL.length)), (character) => character.charCodeAt(0));
  const picture = { light: image.src, svg: new TextDecoder().decode(bytes) };
  pictures.set(image, picture);
  return picture;
}

/** Pictures that notebooks bring along, rid of all that runs or leads out of the document. */
import { JSDOM } from 'jsdom';
import { leadsOut } from './links';

const RUNNING =
  'script, foreignObject, iframe, object, embed, audio, video, animate, animateMotion, animateTransform, set';
/** Pictures inside a picture; not SVG, which could lead somewhere itself. */
const RASTER = /^data:image\/(?:png|jpeg|gif|webp);base64,/i;
/** A reference in CSS to anything but a part of the same picture or a font in it, or a style sheet that is to be read. */
const LOADING = /url\(\s*['"]?(?!#|data:font\/ttf;base64,)|@import|expression\(|\\/i;
/** Comments, instructions, CDATA and document types: what is in them one parser reads and another does not. */
const AMBIGUOUS = /<[!?]/;

/** The picture, in the same words if there is nothing to take out; undefined when `svg` is not well-formed. */
export function safeSvg(svg: string): string | undefined {
  const document = parse(svg);
  if (document?.documentElement.localName !== 'svg') return undefined;
  let isChanged = AMBIGUOUS.test(svg);
  if (isChanged) leaveElementsAndText(document.documentElement);
  const change = (take: () => void): void => {
    isChanged = true;
    take();
  };
  for (const element of document.querySelectorAll(RUNNING)) change(() => element.remove());
  for (const element of document.querySelectorAll('style'))
    if (LOADING.test(element.textContent ?? '')) change(() => element.remove());
  for (const element of document.querySelectorAll('*'))
    for (const attribute of [...element.attributes])
      if (isUnsafe(element, attribute)) change(() => element.removeAttributeNode(attribute));
  return isChanged ? document.documentElement.outerHTML : svg;
}

function parse(svg: string): Document | undefined {
  try {
    return new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;
  } catch {
    return undefined;
  }
}

function leaveElementsAndText(element: Element): void {
  const { ELEMENT_NODE, TEXT_NODE, CDATA_SECTION_NODE } = element;
  for (const node of [...element.childNodes]) {
    if (node.nodeType === CDATA_SECTION_NODE) node.replaceWith(node.textContent ?? '');
    else if (node.nodeType !== ELEMENT_NODE && node.nodeType !== TEXT_NODE) node.remove();
  }
  for (const child of element.children) leaveElementsAndText(child);
}

function isUnsafe({ localName: element }: Element, { localName: name, value }: Attr): boolean {
  if (/^on/i.test(name)) return true;
  if (!/^(?:href|src|base)$/i.test(name)) return LOADING.test(value);
  if (element === 'a') return leadsOut(value);
  return !value.trim().startsWith('#') && !(element === 'image' && RASTER.test(value.trim()));
}

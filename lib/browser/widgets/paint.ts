/** Pictures of ours in the colours of the page around them, which a reader can change at any time. */
import { THEMES, type Theme } from '../../view/draw/theme';

const PALETTE = new Map(pairs(THEMES.light, THEMES.dark));
const COLOURS = new RegExp([...PALETTE.keys()].join('|'), 'gi');

/** Each colour of light pictures, in upper case, with the one of the same role in dark ones. */
function pairs(light: unknown, dark: unknown): readonly [string, string][] {
  if (typeof light === 'string') return light.startsWith('#') ? [[light.toUpperCase(), String(dark)]] : [];
  return Object.keys(light as Theme).flatMap((role) =>
    pairs((light as Record<string, unknown>)[role], (dark as Record<string, unknown>)[role]),
  );
}

/** Shows a picture that was drawn for light pages as an image, in which nothing runs. */
export function paintImage(image: HTMLImageElement, svg: string, inDark: boolean): void {
  const painted = inDark ? svg.replace(COLOURS, (colour) => PALETTE.get(colour.toUpperCase()) ?? colour) : svg;
  image.src = `data:image/svg+xml,${encodeURIComponent(painted)}`;
}

/** Whether the text around `place` is light: the page is dark, whoever made it so. */
export function isOnDark(place: Element): boolean {
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(place).color.match(/[\d.]+/g) ?? []).map(Number);
  return red + green + blue > 384;
}

/** Calls `paint` when `place` comes into sight of the page, and when the page's theme has changed, until the function that it returns is called. */
export function keepPainted(place: Element, paint: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  // The book's theme, then JupyterLab's.
  const themes = new MutationObserver(paint);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  themes.observe(document.body, { attributeFilter: ['data-jp-theme-light', 'data-jp-theme-name'] });
  system.addEventListener('change', paint);
  // Colours and sizes are those of the page once it is in there, which in JupyterLab may be much later.
  let width = 0;
  const sizes = new ResizeObserver(([entry]) => {
    const next = entry?.contentRect.width ?? 0;
    if (width === 0 && next > 0) paint();
    width = next;
  });
  sizes.observe(place);
  return () => {
    themes.disconnect();
    sizes.disconnect();
    system.removeEventListener('change', paint);
  };
}

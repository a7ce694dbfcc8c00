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

/** Calls `paint` when the page's theme has changed, until the function that it returns is called. */
export function onThemeChange(paint: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  // The book's theme, then JupyterLab's.
  const observer = new MutationObserver(paint);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  observer.observe(document.body, { attributeFilter: ['data-jp-theme-light', 'data-jp-theme-name'] });
  system.addEventListener('change', paint);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', paint);
  };
}

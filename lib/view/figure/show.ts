/** Where pictures and tables go when they are shown: to the platform, unless somebody else asks for them. */
import { type MimeBundle, platform } from '../../platform';

export type { MimeBundle };

/** Takes what is shown: one value, in the forms that it has. */
export type Display = (bundle: MimeBundle) => void;

let display: Display | undefined;

/**
 * Sends everything shown from now on to `next`; without an argument, to the platform again: on Node that is the running
 * cell of a notebook, and outside of a notebook standard output, as text.
 *
 * @example
 * ```ts
 * import { setDisplay, show } from 'chainwalk/view';
 *
 * const shown: unknown[] = [];
 * setDisplay((bundle) => shown.push(bundle['text/plain']));
 * show({ 'text/plain': 'hello' });
 * setDisplay();
 * shown; // → ["hello"]
 * ```
 */
export function setDisplay(next?: Display): void {
  display = next;
}

/**
 * Shows one value, in the forms that it has, by mime type: a notebook's front end takes the richest that it can show.
 *
 * @example
 * ```ts
 * import { show } from 'chainwalk/view';
 *
 * show({ 'text/html': '<b>4</b> packets', 'text/plain': '4 packets' });
 * ```
 */
export function show(bundle: MimeBundle): void {
  if (display === undefined) platform().display(bundle);
  else display(bundle);
}

/** px of a shown picture's PNG for each px of the picture. */
let pngScale = 2;

/** Front ends that draw the chart or the SVG itself keep the PNG only for readers of the saved notebook: 1 is drawn sooner. */
export function showPngsAt(scale: number): void {
  pngScale = scale;
}

/** px of a shown picture's PNG for each px of the picture. */
export function shownPngScale(): number {
  return pngScale;
}

/**
 * Where pictures and tables go when they are shown. The notebook floor lies above this one, so it plugs itself in;
 * without it, what is shown is printed as text.
 */

/** One output in several forms, by mime type: the front end takes the richest that it can show. */
export type MimeBundle = Readonly<Record<string, unknown>>;

type Display = (bundle: MimeBundle) => void;

const print: Display = (bundle) => console.log(bundle['text/plain']);

let display: Display = print;

/** Sends everything shown from now on to `next`; without an argument, to standard output as text again. */
export function setDisplay(next: Display = print): void {
  display = next;
}

export const show: Display = (bundle) => display(bundle);

/** px of a shown picture's PNG for each px of the picture. */
let pngScale = 2;

/** Front ends that draw the chart or the SVG itself keep the PNG only for readers of the saved notebook: 1 is drawn sooner. */
export function showPngsAt(scale: number): void {
  pngScale = scale;
}

export const shownPngScale = (): number => pngScale;

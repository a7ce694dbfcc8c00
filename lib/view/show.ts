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

/** What a runner and the program inside a Jupyter kernel's process say to each other, beside the Jupyter protocol. */

/** To the Jupyter kernel: cell `cell` is about to run; or: answer when timers have run out, at the latest after `graceMs`. */
export type HostRequest =
  | { readonly kind: 'begin'; readonly cell: number }
  | { readonly kind: 'settle'; readonly graceMs: number };

/** Something that went wrong in a Jupyter kernel without failing the cell that caused it. */
export interface Stray {
  readonly kind: 'stray';
  readonly what: 'unhandled rejection' | 'uncaught exception' | 'process.exit';
  /** The cell that ran when it came to light, counted from 1; 0 before the first. */
  readonly cell: number;
  readonly text: string;
}

/** From the Jupyter kernel: a request is answered; something went wrong; or, for a compiled cell, the source line of each line. */
export type HostReport =
  | { readonly kind: 'done' }
  | Stray
  /** The tslab that is installed cannot be used; the process waits to be ended. */
  | { readonly kind: 'unfit'; readonly reason: string }
  | { readonly kind: 'lines'; readonly cell: number; readonly lines: readonly number[] };

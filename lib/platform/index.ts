/** What the floors above ask of the computer beneath: files, pictures, and a place to show them. */

/** One output in several forms, by mime type: the front end takes the richest that it can show. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The name under which a value says in which forms a notebook shows it; Deno's Jupyter kernel has the same. */
export const SHOWN = Symbol.for('Jupyter.display');

/** A value that a notebook shows in forms of its own, where it is the last of a cell. */
export interface ShownValue {
  /** @internal */
  [SHOWN](): MimeBundle;
}

/** The forms in which `value` wants to be shown; undefined for all other values. */
export function shownForms(value: unknown): MimeBundle | undefined {
  const show = (value as Partial<ShownValue> | null | undefined)?.[SHOWN];
  return typeof show === 'function' ? show.call(value) : undefined;
}

/** A computer that machines are simulated and pictures are drawn on. All of it answers at once; none of it returns a promise. */
export interface Platform {
  /** The text of a file in UTF-8. Throws if there is no such file. */
  readText(path: string): string;
  /** Names of the files and folders in a folder, sorted. Throws if there is no such folder. */
  listFolder(path: string): readonly string[];
  /** Writes a file, text in UTF-8, and makes the folders that it lies in. Throws if it cannot be written. */
  writeFile(path: string, content: string | Uint8Array): void;
  /** A PNG file; `scale` is px of the image for each px of the SVG. Throws if the SVG cannot be drawn. */
  drawPng(svg: string, scale: number): Uint8Array;
  /** A PDF file of one page that is as large as the picture, 96 px an inch. Throws if the SVG cannot be drawn. */
  drawPdf(title: string, svg: string): Uint8Array;
  /** Makes what draws PNG ready, so that the first picture does not wait for it. Returns at once. */
  preload(): void;
  /** Whether what is shown carries a PNG as well, for front ends that draw neither charts nor SVG. */
  readonly showsPng: boolean;
  /** Shows one value, in the forms that it has, to the person at this computer. */
  display(bundle: MimeBundle): void;
}

let current: Platform | undefined;

/** What is read, written, drawn and shown from now on goes to `platform`. */
export function usePlatform(platform: Platform): void {
  current = platform;
}

/** The platform in use. Throws an `Error` before one was named. */
export function platform(): Platform {
  if (current === undefined) throw new Error('no platform was chosen: import chainwalk, or call usePlatform first');
  return current;
}

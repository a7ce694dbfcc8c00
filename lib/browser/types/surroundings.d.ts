/**
 * What cells find around them in a page, for the type checker of its editor: what `kernel/nodeModules.ts` and `kernel/output.ts` make.
 * All of it is there on Node as well. This file is data: no program here is compiled with it.
 */

interface Console {
  /** Prints values below the cell, as `util.inspect` shows them; a first text may have places `%s`, `%d`, `%o` for the others. */
  log(...values: unknown[]): void;
  /** The same as `console.log`. */
  info(...values: unknown[]): void;
  /** The same as `console.log`. */
  debug(...values: unknown[]): void;
  /** Prints values as an error's text. */
  error(...values: unknown[]): void;
  /** Prints values as an error's text. */
  warn(...values: unknown[]): void;
  /** Prints values as an error's text. */
  trace(...values: unknown[]): void;
  /** Prints values; `table` of chainwalk makes a table. */
  table(...values: unknown[]): void;
  /** Prints one value. */
  dir(value: unknown): void;
  /** Prints values as an error's text if `condition` is false. */
  assert(condition?: boolean, ...values: unknown[]): void;
  /** Prints values, and indents what follows up to `console.groupEnd`. */
  group(...values: unknown[]): void;
  groupEnd(): void;
  /** Prints how many times it was called with this label. */
  count(label?: string): void;
  /** Starts a clock that `console.timeEnd` prints. */
  time(label?: string): void;
  /** Prints the milliseconds since `console.time`. */
  timeEnd(label?: string): void;
}

declare var console: Console;

declare var process: {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: 'linux';
  readonly versions: Readonly<Record<string, string>>;
  /** The folder of the notebooks. */
  cwd(): string;
};

/** Bytes, and their texts: `Buffer.from('GET /').toString('hex')`. */
declare var Buffer: typeof import('buffer/').Buffer;
type Buffer = import('buffer/').Buffer;

/** Calls `callback` after so many milliseconds of the reader's own clock; the machines have a clock of theirs. */
declare function setTimeout<T extends unknown[]>(
  callback: (...values: T) => void,
  milliseconds?: number,
  ...values: T
): number;
declare function clearTimeout(timer: number | undefined): void;
/** Calls `callback` again and again, after so many milliseconds each. */
declare function setInterval<T extends unknown[]>(
  callback: (...values: T) => void,
  milliseconds?: number,
  ...values: T
): number;
declare function clearInterval(timer: number | undefined): void;
/** Calls `callback` before anything else that waits. */
declare function queueMicrotask(callback: () => void): void;
/** A deep copy of `value`. */
declare function structuredClone<T>(value: T): T;

declare var performance: {
  /** Milliseconds since the cells began to run, with fractions. */
  now(): number;
};

/** Text as UTF-8. */
declare class TextEncoder {
  readonly encoding: string;
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

/** UTF-8, or another encoding, as text. */
declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  decode(bytes?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}

declare module 'node:fs' {
  type Encoding = string | { readonly encoding: string };

  /** What is in a file, as bytes, or as text with an encoding: `readFileSync('../data/article/article.session', 'utf8')`. */
  export function readFileSync(path: string, encoding?: null): Buffer;
  export function readFileSync(path: string, encoding: Encoding): string;
  /** The names in a folder, sorted. */
  export function readdirSync(path: string): string[];
  /** Whether it is a file or a folder, and how long. */
  export function statSync(path: string): { isFile(): boolean; isDirectory(): boolean; readonly size: number };
  /** Whether there is such a file or folder. */
  export function existsSync(path: string): boolean;
  /** Writes a file, which the page offers for saving. */
  export function writeFileSync(path: string, content: string | Uint8Array): void;
  /** Does nothing: folders need not be made. */
  export function mkdirSync(path: string, options?: { recursive?: boolean }): void;

  export const promises: {
    /** What is in a file, as bytes, or as text with an encoding. */
    readFile(path: string, encoding?: null): Promise<Buffer>;
    readFile(path: string, encoding: Encoding): Promise<string>;
    /** The names in a folder, sorted. */
    readdir(path: string): Promise<string[]>;
    /** Writes a file, which the page offers for saving. */
    writeFile(path: string, content: string | Uint8Array): Promise<void>;
  };
}

declare module 'node:path' {
  interface ParsedPath {
    root: string;
    dir: string;
    base: string;
    ext: string;
    name: string;
  }

  /** An absolute path: the parts joined from the right until there is one. */
  export function resolve(...parts: string[]): string;
  /** `path` without `.`, `..` and double slashes. */
  export function normalize(path: string): string;
  /** Whether `path` begins with a slash. */
  export function isAbsolute(path: string): boolean;
  /** The parts with slashes between them, normalized. */
  export function join(...parts: string[]): string;
  /** How one gets from one path to another. */
  export function relative(from: string, to: string): string;
  /** `path` without its last part. */
  export function dirname(path: string): string;
  /** The last part of `path`, without `ending` if it ends so. */
  export function basename(path: string, ending?: string): string;
  /** The last part of `path` from its last dot on. */
  export function extname(path: string): string;
  /** A path of its parts. */
  export function format(parts: Partial<ParsedPath>): string;
  /** The parts of a path. */
  export function parse(path: string): ParsedPath;
  export const sep: string;
  export const delimiter: string;
  export const posix: typeof import('node:path');
}

declare module 'node:util' {
  interface InspectOptions {
    /** How deep objects in objects are shown; 2 unless given, `null` for all. */
    depth?: number | null;
    colors?: boolean;
    showHidden?: boolean;
    /** How many elements of arrays are shown; 100 unless given. */
    maxArrayLength?: number | null;
    maxStringLength?: number | null;
    /** The length of a line; 80 unless given. */
    breakLength?: number;
    compact?: boolean | number;
    sorted?: boolean;
  }

  /** `value` as text, as `console.log` prints it. */
  export function inspect(value: unknown, options?: InspectOptions): string;
  /** `text` with the values at its places `%s`, `%d`, `%i`, `%f`, `%j`, `%o`. */
  export function format(text: unknown, ...values: unknown[]): string;
  export function formatWithOptions(options: InspectOptions, text: unknown, ...values: unknown[]): string;
  const Decoder: typeof globalThis.TextDecoder;
  const Encoder: typeof globalThis.TextEncoder;

  export { Decoder as TextDecoder, Encoder as TextEncoder };
}

declare module 'node:buffer' {
  export * from 'buffer/';
}

declare module 'fs' {
  export * from 'node:fs';
}

declare module 'path' {
  export * from 'node:path';
}

declare module 'util' {
  export * from 'node:util';
}

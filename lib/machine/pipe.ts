/** A pipe between two processes: bytes in the order in which they were written. Linux: fs/pipe.c. */
import { decodeLatin1, encodeUtf8 } from '../packet';
import type { Closable, Wait } from './process';

/** What a pipe takes before who writes has to wait (pipe(7)). */
const CAPACITY = 65_536;

interface Chunk {
  readonly bytes: string;
  /** Whether a reader waited for it: then it has read it before the next write. */
  readonly isAwaited: boolean;
}

/** Bytes are text here, one a character. */
export class Pipe implements Closable {
  #chunks: Chunk[] = [];
  #length = 0;
  #isEnded = false;
  #isAbandoned = false;
  #lines = 0;
  #written = 0;
  readonly #listeners = new Set<() => void>();

  /** Whether nothing more will be written. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether nobody reads it any more: who writes is sent SIGPIPE. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /** Whether who writes has to wait. */
  get isFull(): boolean {
    return this.#length >= CAPACITY && !this.#isAbandoned;
  }

  /** Bytes that wait to be read. */
  get length(): number {
    return this.#length;
  }

  /** Lines that were written so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Bytes that were written so far. */
  get written(): number {
    return this.#written;
  }

  /** Writes bytes, also beyond what it takes; nothing happens if nobody reads them. */
  write(bytes: string): void {
    if (bytes === '' || this.#isAbandoned) return;
    const isAwaited = this.#length === 0 ? this.#listeners.size > 0 : this.#chunks.at(-1)?.isAwaited === true;
    this.#chunks.push({ bytes, isAwaited });
    this.#length += bytes.length;
    this.#written += bytes.length;
    for (let at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', at + 1)) this.#lines += 1;
    this.#tell();
  }

  /** Writes text as UTF-8. */
  writeText(text: string): void {
    this.write(bytesOfText(text));
  }

  /** What one read gets, nothing if there is nothing: a write that was waited for, else all that is there. */
  read(): string {
    let end = 1;
    if (this.#chunks[0]?.isAwaited !== true)
      while (end < this.#chunks.length && this.#chunks[end]?.isAwaited !== true) end += 1;
    const bytes = this.#chunks
      .splice(0, end)
      .map((chunk) => chunk.bytes)
      .join('');
    this.#length -= bytes.length;
    if (bytes !== '') this.#tell();
    return bytes;
  }

  /** All that is there. */
  readAll(): string {
    const bytes = this.#chunks.map((chunk) => chunk.bytes).join('');
    this.#chunks = [];
    this.#length = 0;
    if (bytes !== '') this.#tell();
    return bytes;
  }

  /** Puts back what was read and not wanted. */
  putBack(bytes: string): void {
    if (bytes === '') return;
    this.#chunks.unshift({ bytes, isAwaited: false });
    this.#length += bytes.length;
  }

  /** Nothing more will be written. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#tell();
  }

  /** Nobody reads it any more. */
  abandon(): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    this.#chunks = [];
    this.#length = 0;
    this.#tell();
  }

  close(): void {
    this.abandon();
  }

  /** The wait of a reader: for bytes, or for the end. */
  readable(): Wait {
    return { ready: () => this.#length > 0 || this.#isEnded, subscribe: (wake) => this.subscribe(wake) };
  }

  /** The wait of a writer: for room, or for nobody reading. */
  writable(): Wait {
    return { ready: () => !this.isFull, subscribe: (wake) => this.subscribe(wake) };
  }

  /** Calls `wake` at each change, until the returned function is called. */
  subscribe(wake: () => void): () => void {
    this.#listeners.add(wake);
    return () => this.#listeners.delete(wake);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** UTF-8, one character a byte. */
export function bytesOfText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
  return /^[\x00-\x7f]*$/.test(text) ? text : decodeLatin1(encodeUtf8(text));
}

/** A pipe from which `text` is read, and no more. */
export function pipeOf(text: string): Pipe {
  const pipe = new Pipe();
  pipe.writeText(text);
  pipe.end();
  return pipe;
}

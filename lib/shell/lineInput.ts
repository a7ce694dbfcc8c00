/** A pipe as a command that works line by line reads it, and how it writes into one. glibc: libio. */
import type { Pipe } from '../machine';
import type { Clock } from '../network';
import { BlockBuffer } from '../tools/common/blockBuffer';
import type { Strand } from './strand';

/** What comes by a pipe, in whole lines. */
export class LineInput {
  readonly #clock: Clock;
  readonly #strand: Strand;
  readonly #source: Pipe;
  /** A line that has not ended yet. */
  #begun = '';

  readonly #takesBytes: boolean;

  constructor(clock: Clock, strand: Strand, source: Pipe, takesBytes = false) {
    this.#clock = clock;
    this.#strand = strand;
    this.#source = source;
    this.#takesBytes = takesBytes;
  }

  /** The lines that have come, when there are any; the last of all may lack its newline. Nothing at the end. */
  async readLines(): Promise<string> {
    while (!this.#strand.isAborted) {
      await this.#strand.wait(this.#clock, this.#source.readable());
      const text = this.#begun + this.#source.readAll();
      const end = this.#source.isEnded || this.#takesBytes ? text.length : text.lastIndexOf('\n') + 1;
      this.#begun = text.slice(end);
      if (end > 0 || this.#source.isEnded) return text.slice(0, end);
    }
    return '';
  }

  async readAll(): Promise<string> {
    const pieces: string[] = [];
    for (let piece = await this.readLines(); piece !== ''; piece = await this.readLines()) pieces.push(piece);
    return pieces.join('');
  }
}

/** Writes bytes, one a character: at once, or by whole blocks. */
export class BlockOutput {
  readonly #clock: Clock;
  readonly #strand: Strand;
  readonly #isDirect: boolean;
  readonly #buffer = new BlockBuffer();
  /** Where nobody reads as it comes. */
  #unread = '';

  constructor(clock: Clock, strand: Strand, isDirect: boolean) {
    this.#clock = clock;
    this.#strand = strand;
    this.#isDirect = isDirect;
  }

  async write(bytes: string): Promise<void> {
    if (this.#strand.sink === undefined) this.#unread += bytes;
    else {
      const whole = this.#isDirect ? bytes : this.#buffer.push(bytes);
      if (whole !== '') await writeTo(this.#clock, this.#strand, whole);
    }
  }

  /** What is written when the command ends. */
  takeRest(): string {
    const rest = this.#unread + this.#buffer.takeRest();
    this.#unread = '';
    return rest;
  }
}

/** Writes into a strand's pipe, and waits while it is full; who writes to nobody is ended. */
export async function writeTo(clock: Clock, strand: Strand, ...pieces: readonly string[]): Promise<void> {
  const { sink } = strand;
  if (sink === undefined) return;
  for (const piece of pieces) sink.write(piece);
  // Who reads it may begin.
  strand.rest();
  if (sink.isAbandoned && pieces.some((piece) => piece !== '')) strand.abort(() => {});
  if (sink.isFull) await strand.wait(clock, sink.writable());
}

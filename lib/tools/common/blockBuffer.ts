/** What the C library keeps of output that is no terminal, until it is a block. glibc: _IO_new_file_xsputn, libio/fileops.c. */

/** Bytes of a pipe's buffer (st_blksize). */
const BLOCK = 4096;

/** Whole blocks are to be written at once, the rest when the program ends; a character counts as a byte. */
export class BlockBuffer {
  #kept = '';

  /** Takes text; returns the whole blocks that there are now. */
  push(text: string): string {
    this.#kept += text;
    const end = this.#kept.length - (this.#kept.length % BLOCK);
    const whole = this.#kept.slice(0, end);
    this.#kept = this.#kept.slice(end);
    return whole;
  }

  /** Returns what is left, and keeps nothing. */
  takeRest(): string {
    const rest = this.#kept;
    this.#kept = '';
    return rest;
  }
}

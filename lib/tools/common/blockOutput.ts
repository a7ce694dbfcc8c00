/** Standard output that is no terminal, as the C library writes it. glibc: _IO_new_file_xsputn, libio/fileops.c. */
import type { Process } from '../../machine';

/** Bytes of a pipe's buffer (st_blksize). */
const BLOCK = 4096;

/** Whole blocks are written at once, the rest when the program ends; a character counts as a byte. */
export class BlockOutput {
  readonly #process: Process;
  #kept = '';

  constructor(process: Process) {
    this.#process = process;
  }

  write(text: string): void {
    this.#kept += text;
    if (this.#kept.length <= BLOCK) return;
    const whole = this.#kept.length - (this.#kept.length % BLOCK);
    this.#process.stdout += this.#kept.slice(0, whole);
    this.#kept = this.#kept.slice(whole);
  }

  /** Writes what is left. */
  flush(): void {
    this.#process.stdout += this.#kept;
    this.#kept = '';
  }
}

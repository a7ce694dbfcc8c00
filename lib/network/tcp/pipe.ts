/**
 * A pipe that data is spliced through: a number of buffers, each a part of a page. Data that came in without pages is copied
 * into a larger one that the thread fills bit by bit. Linux: struct pipe_inode_info; linear_to_page, net/core/skbuff.c.
 */

/** PIPE_DEF_BUFFERS. */
const BUFFERS = 16;
/** SKB_FRAG_PAGE_ORDER. */
const PAGE = 32 * 1024;

/** Of one thread. */
export class Pipe {
  #left = 0;
  /** How much of the page is filled. */
  #filled = 0;

  /** The pipe is empty: how much of a piece of so many bytes it takes first. */
  begin(length: number): number {
    this.#left = BUFFERS;
    return this.goOn(length);
  }

  /** How much it takes of the next piece, which may have to be cut where a page ends; 0 if it is full. */
  goOn(length: number): number {
    if (this.#left === 0 || length === 0) return 0;
    if (this.#filled === PAGE) this.#filled = 0;
    const taken = Math.min(length, PAGE - this.#filled);
    this.#filled += taken;
    this.#left -= 1;
    return taken;
  }
}

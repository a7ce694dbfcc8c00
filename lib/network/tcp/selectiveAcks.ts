/**
 * What a peer is told beside the acknowledgement: blocks after a gap, the last that grew first, and before them what came twice
 * (RFC 2018; RFC 2883). Linux: tcp_sack_new_or_extend, tcp_dsack_set, tcp_sack_remove, net/ipv4/tcp_input.c.
 */
import { type SackBlock, sequenceDistance } from '../../packet/tcp';

/** TCP_NUM_SACKS. */
const MOST = 4;

/** Of one connection. */
export class SelectiveAcks {
  #blocks: SackBlock[] = [];
  #duplicate: SackBlock | undefined;

  /** Data came in after a gap. */
  add(block: SackBlock): void {
    const touching = this.#blocks.filter((other) => touches(other, block));
    const grown = touching.reduce(join, block);
    this.#blocks = [grown, ...this.#blocks.filter((other) => !touching.includes(other))].slice(0, MOST);
  }

  /** Data came in twice. Of several that have not been told the first counts, as far as it does not grow. */
  repeat(block: SackBlock): void {
    if (this.#duplicate === undefined) this.#duplicate = block;
    else if (touches(this.#duplicate, block)) this.#duplicate = join(this.#duplicate, block);
  }

  /** All before a number has come in. */
  forgetBefore(next: number): void {
    if (this.#blocks.length > 0) this.#blocks = this.#blocks.filter(({ start }) => sequenceDistance(next, start) < 0);
  }

  /** The peer has ended, and everything before that has come in. Linux: tcp_sack_reset. */
  clear(): void {
    this.#blocks = [];
    this.#duplicate = undefined;
  }

  /** What the option takes of a header that has so much room. */
  lengthIn(room: number): number {
    const count = this.#blocks.length + (this.#duplicate === undefined ? 0 : 1);
    return count === 0 || room < 4 + 8 ? 0 : 4 + 8 * Math.min(count, (room - 4) >> 3);
  }

  /** As many blocks as a segment has room for; what came twice is told once. Linux: tcp_established_options. */
  take(room: number): readonly SackBlock[] | undefined {
    if (this.#blocks.length === 0 && this.#duplicate === undefined) return undefined;
    const all = this.#duplicate === undefined ? this.#blocks : [this.#duplicate, ...this.#blocks];
    this.#duplicate = undefined;
    return all.slice(0, (room - 4) >> 3);
  }
}

function touches(one: SackBlock, other: SackBlock): boolean {
  return sequenceDistance(other.start, one.end) <= 0 && sequenceDistance(one.start, other.end) <= 0;
}

function join(one: SackBlock, other: SackBlock): SackBlock {
  return {
    start: sequenceDistance(one.start, other.start) <= 0 ? one.start : other.start,
    end: sequenceDistance(one.end, other.end) >= 0 ? one.end : other.end,
  };
}

/** Segments that came in after a gap, until it is closed. Linux: tcp_data_queue_ofo, tcp_ofo_queue, net/ipv4/tcp_input.c. */
import { concatenate } from '../../packet/bytes';
import { addSequence, type SackBlock, sequenceDistance } from '../../packet/tcp';
import type { Microseconds } from '../clock';
import { isPutTo, mayBeJoined, type Place } from './unreadData';
import { condensedSize, tailRoom } from './window';

/** Data, and whether the peer ends after it. */
export interface EarlySegment {
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly fin: boolean;
}

/** One that is kept, with what was put to it, and the memory that it takes. */
export interface KeptSegment extends EarlySegment, Place {}

/** In order; parts of them may be the same. */
export class OutOfOrder {
  #segments: KeptSegment[] = [];

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  /** What they take. Linux: sk_rmem_alloc. */
  get memory(): number {
    return this.#segments.reduce((sum, { memory }) => sum + memory, 0);
  }

  /** Where the last of them ends. Linux: ooo_last_skb. */
  get end(): number | undefined {
    const last = this.#segments.at(-1);
    return last && blockOf(last).end;
  }

  /** Whether all of a segment has come in already, and is found. */
  covers(segment: EarlySegment, now: Microseconds): boolean {
    return this.#overlapping(segment)?.isWhole === true && this.#beforeLast(segment, now) === undefined;
  }

  /** Whether an end alone is put to what was there before it: it takes no memory then. */
  joinsEnd(segment: EarlySegment, now: Microseconds): boolean {
    const { start } = blockOf(segment);
    const before = this.#segments.find((other) => blockOf(other).end === start);
    return segment.payload.length === 0 && before !== undefined && mayBeJoined(before.head, now);
  }

  /** Keeps a segment; what of it was there already, and is found. */
  keep(segment: EarlySegment, now: Microseconds): SackBlock | undefined {
    const before = this.#beforeLast(segment, now);
    if (before !== undefined && isPutTo(before.head, segment.payload.length, now)) {
      this.#segments.splice(-2, 1, joined(before, segment));
      return undefined;
    }
    const overlapping = this.#overlapping(segment);
    if (overlapping?.isWhole !== true) this.#insert(segment, now);
    return overlapping?.block;
  }

  /** The next segment that begins at a number or before it. */
  take(next: number): KeptSegment | undefined {
    const first = this.#segments[0];
    if (first === undefined || sequenceDistance(first.sequence, next) > 0) return undefined;
    return this.#segments.shift();
  }

  /** The peer has ended: nothing comes after that. Linux: tcp_fin. */
  clear(): void {
    this.#segments = [];
  }

  /** What of a segment was there already, in the first that has any of it. */
  #overlapping(segment: EarlySegment): { readonly block: SackBlock; readonly isWhole: boolean } | undefined {
    const { start, end } = blockOf(segment);
    const other = this.#segments
      .map(blockOf)
      .find((each) => sequenceDistance(each.start, end) < 0 && sequenceDistance(start, each.end) < 0);
    if (other === undefined) return undefined;
    const block = {
      start: sequenceDistance(other.start, start) > 0 ? other.start : start,
      end: sequenceDistance(other.end, end) < 0 ? other.end : end,
    };
    return { block, isWhole: block.start === start && block.end === end };
  }

  /**
   * Of the last segment that comes in again, the one before it: the search for its place comes past that first, so that it is put
   * to it, if it can be, and nobody finds that it was there. Linux: the walk of out_of_order_queue in tcp_data_queue_ofo.
   */
  #beforeLast(segment: EarlySegment, now: Microseconds): KeptSegment | undefined {
    const before = this.#segments.at(-2);
    const { length } = segment.payload;
    if (before === undefined || this.#segments.at(-1)?.sequence !== segment.sequence) return undefined;
    if (this.#overlapping(segment)?.isWhole !== true || blockOf(before).end !== segment.sequence) return undefined;
    return mayBeJoined(before.head, now) && length <= before.head.room ? before : undefined;
  }

  #insert(segment: EarlySegment, now: Microseconds): void {
    const { start } = blockOf(segment);
    const found = this.#segments.findIndex(({ sequence }) => sequenceDistance(sequence, start) > 0);
    const at = found < 0 ? this.#segments.length : found;
    const before = this.#segments[at - 1];
    const { length } = segment.payload;
    if (before !== undefined && blockOf(before).end === start && isPutTo(before.head, length, now))
      this.#segments.splice(at - 1, 1, joined(before, segment));
    else
      this.#segments.splice(at, 0, {
        ...segment,
        memory: condensedSize(length),
        head: { at: now, room: tailRoom(length) },
      });
  }
}

function joined(before: KeptSegment, { payload, fin }: EarlySegment): KeptSegment {
  return { ...before, payload: concatenate(before.payload, payload), fin };
}

/** The numbers that it takes. */
export function blockOf({ sequence, payload, fin }: EarlySegment): SackBlock {
  return { start: sequence, end: addSequence(sequence, payload.length + (fin ? 1 : 0)) };
}

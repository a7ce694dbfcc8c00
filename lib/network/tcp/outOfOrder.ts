/** Segments that came in after a gap, until it is closed. Linux: tcp_data_queue_ofo, tcp_ofo_queue, net/ipv4/tcp_input.c. */
import { addSequence, type SackBlock, sequenceDistance } from '../../packet/tcp';
import type { Microseconds } from '../clock';
import { type Head, isPutTo, mayBeJoined } from './unreadData';
import { condensedSize, tailRoom } from './window';

/** Data, and whether the peer ends after it. */
export interface EarlySegment {
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly fin: boolean;
}

/** One that is kept, with the memory that it takes: none if it was put to the one before it. */
export interface KeptSegment extends EarlySegment {
  readonly memory: number;
  readonly head: Head;
}

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

  /** All of a segment has come in already. */
  covers(segment: EarlySegment): boolean {
    const { start, end } = blockOf(segment);
    return this.#segments
      .map(blockOf)
      .some((other) => sequenceDistance(other.start, start) <= 0 && sequenceDistance(other.end, end) >= 0);
  }

  /** Whether an end alone is put to what was there before it: it takes no memory then. */
  joinsEnd(segment: EarlySegment, now: Microseconds): boolean {
    const { start } = blockOf(segment);
    const before = this.#segments.find((other) => blockOf(other).end === start);
    return segment.payload.length === 0 && before !== undefined && mayBeJoined(before.head, now);
  }

  /** Keeps a segment; what of it was there already. */
  keep(segment: EarlySegment, now: Microseconds): SackBlock | undefined {
    const { start, end } = blockOf(segment);
    const others = this.#segments.map(blockOf);
    const overlap = others.find(
      (other) => sequenceDistance(other.start, end) < 0 && sequenceDistance(start, other.end) < 0,
    );
    const covered =
      overlap !== undefined && sequenceDistance(overlap.start, start) <= 0 && sequenceDistance(overlap.end, end) >= 0;
    if (!covered) this.#insert(segment, start, now);
    if (overlap === undefined) return undefined;
    return {
      start: sequenceDistance(overlap.start, start) > 0 ? overlap.start : start,
      end: sequenceDistance(overlap.end, end) < 0 ? overlap.end : end,
    };
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

  #insert(segment: EarlySegment, start: number, now: Microseconds): void {
    const found = this.#segments.findIndex(({ sequence }) => sequenceDistance(sequence, start) > 0);
    const at = found < 0 ? this.#segments.length : found;
    const before = this.#segments[at - 1];
    const { length } = segment.payload;
    const isJoined = before !== undefined && blockOf(before).end === start && isPutTo(before.head, length, now);
    const kept = isJoined
      ? { ...segment, memory: 0, head: before.head }
      : { ...segment, memory: condensedSize(length), head: { at: now, room: tailRoom(length) } };
    this.#segments.splice(at, 0, kept);
  }
}

/** The numbers that it takes. */
export function blockOf({ sequence, payload, fin }: EarlySegment): SackBlock {
  return { start: sequence, end: addSequence(sequence, payload.length + (fin ? 1 : 0)) };
}

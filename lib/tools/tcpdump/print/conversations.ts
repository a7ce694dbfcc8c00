/** TCP connections as they were first seen: sequence numbers are printed from there on. tcpdump: tcp_seq_hash, print-tcp.c. */

interface Beginning {
  readonly sequence: number;
  readonly acknowledgement: number;
}

/** What is taken off a segment's numbers; 0 where they are printed as they are. */
export interface Offsets {
  readonly sequence: number;
  readonly acknowledgement: number;
}

const NOTHING: Offsets = { sequence: 0, acknowledgement: 0 };

/** All connections of a capture. */
export class Conversations {
  readonly #beginnings = new Map<string, Beginning>();

  /** A segment with an acknowledgement from one end to another; the first one of a connection, and each SYN, begins it. */
  offsetsOf(from: string, to: string, isSyn: boolean, sequence: number, acknowledgement: number): Offsets {
    const isReversed = from > to;
    const key = isReversed ? `${to} ${from}` : `${from} ${to}`;
    const known = this.#beginnings.get(key);
    if (known === undefined || isSyn) {
      const beginning = isReversed
        ? { sequence: acknowledgement - 1, acknowledgement: sequence }
        : { sequence, acknowledgement: acknowledgement - 1 };
      this.#beginnings.set(key, beginning);
      return NOTHING;
    }
    return isReversed ? { sequence: known.acknowledgement, acknowledgement: known.sequence } : known;
  }
}

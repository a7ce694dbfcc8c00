/** What a connection takes for lost on the way to its peer, and what it does about it. Linux: struct tcp_sock and inet_connection_sock, icsk_ca_state. */
import type { Microseconds } from '../clock';

/** Nothing is wrong; something may be; something is repeated; nothing came back in time. CWR: something was lost, and is here already. Linux: enum tcp_ca_state. */
export type LossState = 'open' | 'disorder' | 'cwr' | 'recovery' | 'loss';

/** The segment that was sent last of those that have come in. Linux: struct tcp_sock, rack. */
interface LatestDelivered {
  readonly order: number;
  readonly roundTrip: Microseconds;
}

/** A number of duplicates that means a loss (tcp_reordering). */
const ENOUGH = 3;

/** Of one connection. */
export class Loss {
  state: LossState = 'open';
  /** What had been sent when it began (high_seq). */
  recovery = 0;
  /** What had been sent when a loss probe was, until more is acknowledged (tlp_high_seq); whether that was a repetition. */
  probe: number | undefined;
  probeRepeats = false;
  /** Both sides understand selective acknowledgements. */
  selectiveAcks = false;
  /** Segments that a peer without selective acknowledgements must have, by its duplicates (sacked_out). */
  duplicates = 0;
  /** How many of those make a loss; more if they were wrong (reordering). */
  enough = ENOUGH;
  latest: LatestDelivered | undefined;
  /** It is news of that (rack.advanced). */
  advanced = false;
  leastRoundTrip: Microseconds | undefined;
  /** Segments that have come in (delivered), and that were found to be lost. */
  delivered = 0;
  lost = 0;
  /** All that was sent twice (total_retrans), and what came twice, as the peer says (dsack_dups). */
  repetitions = 0;
  duplicated = 0;
  /** From where on it may turn out that nothing was lost, and how many repetitions would have to be needless (undo_marker, undo_retrans). */
  undoFrom: number | undefined;
  undoRepetitions = 0;
  mayRestore = false;
  /** The clock of timestamps at the first repetition (retrans_stamp). */
  firstRepetition: number | undefined;
  /** Time-outs without progress (icsk_retransmits). */
  timeouts = 0;
  /** A time-out may have been needless: RFC 5682. */
  maybeSpurious = false;

  /** A round trip was measured. Linux: tcp_update_rtt_min. */
  noteRoundTrip(measured: Microseconds): void {
    this.leastRoundTrip = Math.min(this.leastRoundTrip ?? measured, measured);
  }

  /** No more than a suspicion. */
  get isOpen(): boolean {
    return this.state === 'open' || this.state === 'disorder';
  }

  /** Linux: tcp_in_cwnd_reduction. */
  get isReducing(): boolean {
    return this.state === 'cwr' || this.state === 'recovery';
  }
}

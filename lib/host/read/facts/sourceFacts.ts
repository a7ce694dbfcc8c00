/** Where the dumps say something, and what of them was not understood. */

/** Where something was said. */
export interface SourceLine {
  /** The file's name as it was given. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Lines of one kind that stood together. */
export interface SectionFact {
  /** What printed it: `iptables-save`, `ip address` … */
  readonly kind: string;
  /** '' for the host, else the container's name, or `?` if it was not said. */
  readonly place: string;
  /** How many lines were understood. */
  readonly lines: number;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A line that was not understood, or only in part. */
export interface UnreadLine {
  /** The line, cut where it is long. */
  readonly text: string;
  /** What was wrong with it. */
  readonly why: string;
  /** Where it was said. */
  readonly at: SourceLine;
}

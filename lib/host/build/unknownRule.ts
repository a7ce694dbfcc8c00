/** What is not known of a host's rules. */
import type { SourceLine } from '../read/facts';

/** A rule, or a part of one, whose answer is not known. */
export interface UnknownRule {
  /** The table that it stands in. */
  readonly table: string;
  /** The chain that it stands in. */
  readonly chain: string;
  /** 1-based in its chain; 0 for a line of nf_tables. */
  readonly rule: number;
  /** As the dump has it. */
  readonly text: string;
  /** What is not modelled of it. */
  readonly why: string;
  /** Its target is known, its conditions are not all: it may match. */
  readonly conditional: boolean;
  /** Where it was said. */
  readonly at: SourceLine;
}

/** A dump that cannot be used at all. */
import type { SourceLine } from './facts';

/** The message is one sentence that says what to print instead. */
export class DumpError extends Error {
  /** For callers that tell errors apart. */
  readonly code = 'ERR_DUMP';
  /** The class's name. */
  override readonly name = 'DumpError';

  constructor(
    message: string,
    /** Where, if it is one line. */
    readonly at?: SourceLine,
  ) {
    super(at === undefined ? message : `${at.file} line ${at.line}: ${message}`);
  }
}

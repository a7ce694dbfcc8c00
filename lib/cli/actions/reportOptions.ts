/** What `chainwalk report` can be asked for. */

/** The kinds of document, by file ending. */
export const REPORT_FORMATS = ['html', 'pdf', 'docx', 'md'] as const;

/** A kind of document. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Options of `chainwalk report`. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly code: boolean;
  readonly figures?: true;
  /** Where the reader's own copies are, in its folder `notebooks/`. */
  readonly dir: string;
  readonly run?: true;
  readonly title?: string;
  readonly output?: string;
}

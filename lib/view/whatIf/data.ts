/** What a page needs to ask what if: the question, to run it with another choice, and what came of the present one. */
import type { RequestPath } from '../../lab/learn/matrix';
import type { WhatIfQuestion } from '../../lab/learn/whatIf';
import type { SizedChart } from '../counters/sizedDeltaChart';
import type { StepsData } from '../steps/data';

/** The mime type of {@link WhatIfData}. */
export const WHAT_IF_MIME = 'application/vnd.chainwalk.whatif.v1+json';

/** A question with its present choice, and what came of it. */
export interface WhatIfData {
  /** With the chosen option of each choice in `picked`. */
  readonly question: WhatIfQuestion & { readonly picked: Readonly<Record<string, string>> };
  /** The session's line that was run. */
  readonly line: string;
  readonly path: RequestPath;
  readonly verdict: string;
  /** What it added to the counters; none if no counter grew. */
  readonly chart?: SizedChart;
  readonly steps: StepsData;
}

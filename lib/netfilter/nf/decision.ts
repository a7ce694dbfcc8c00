/** How a rule's expressions go on. Linux: struct nft_verdict. */
import type { Decision } from './chain';

export type { Decision, ExpressionFunction, Outcome } from './chain';

export const DECISIONS = {
  accept: { code: 'ACCEPT' },
  drop: { code: 'DROP' },
  stolen: { code: 'STOLEN' },
  continue: { code: 'CONTINUE' },
  return: { code: 'RETURN' },
} as const satisfies Readonly<Record<string, Decision>>;

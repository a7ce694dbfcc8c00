/** How a rule's expressions go on. Linux: struct nft_verdict. */
import type { Verdict } from '../hook';
import type { Decision, Outcome } from './chain';

export type { Decision, ExpressionFunction, Outcome } from './chain';

export const DECISIONS = {
  accept: { code: 'ACCEPT' },
  drop: { code: 'DROP' },
  stolen: { code: 'STOLEN' },
  continue: { code: 'CONTINUE' },
  return: { code: 'RETURN' },
} as const satisfies Readonly<Record<string, Decision>>;

/** What a target of iptables decided. */
export function outcomeOf(verdict: Verdict | 'CONTINUE'): Outcome {
  switch (verdict) {
    case 'ACCEPT':
      return DECISIONS.accept;
    case 'DROP':
      return DECISIONS.drop;
    case 'STOLEN':
      return DECISIONS.stolen;
    case 'CONTINUE':
      return undefined;
  }
}

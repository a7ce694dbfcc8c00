/** How a rule's expressions go on. Linux: struct nft_verdict. */
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import type { NfChain } from './chain';

/** What a rule decided. `CONTINUE`: the next rule is tried. */
export type Decision =
  | { readonly code: 'ACCEPT' | 'DROP' | 'STOLEN' | 'CONTINUE' | 'RETURN' }
  | { readonly code: 'JUMP' | 'GOTO'; readonly chain: NfChain };

/** `BREAK`: the rule does not match; `undefined`: the next expression is tried. */
export type Outcome = 'BREAK' | Decision | undefined;

/** What an expression does with a packet. */
export type ExpressionFunction = (skb: SkBuff, state: HookState) => Outcome;

export const DECISIONS = {
  accept: { code: 'ACCEPT' },
  drop: { code: 'DROP' },
  stolen: { code: 'STOLEN' },
  continue: { code: 'CONTINUE' },
  return: { code: 'RETURN' },
} as const satisfies Readonly<Record<string, Decision>>;

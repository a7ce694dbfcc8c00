/** Decides what becomes of the packet. Linux: nft_immediate.c. */
import type { Part } from '../chain';
import type { Expression } from '../expression';
import { plainPart, type Scope } from '../scope';

export function verdictPart(expression: Extract<Expression, { readonly kind: 'verdict' }>, scope: Scope): Part {
  const decision = scope.decision(expression.verdict);
  const chains = decision.code === 'JUMP' || decision.code === 'GOTO' ? [decision.chain] : [];
  return plainPart(expression, () => decision, {
    references: chains,
    ...(chains.length > 0 ? { targets: () => chains } : {}),
  });
}

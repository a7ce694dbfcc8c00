/** Tells the kernel log of a packet, or its sender that it was refused. Linux: nft_log.c, nft_reject_inet.c. */
import { hookSet } from '../../hookName';
import { formatLogLine } from '../../log';
import type { Part } from '../chain';
import { DECISIONS } from '../decision';
import type { Expression } from '../expression';
import { partPlace } from '../place';
import { plainPart } from '../scope';

export function logPart(expression: Extract<Expression, { readonly kind: 'log' }>): Part {
  const { prefix = '', level, flags, group } = expression;
  return plainPart(expression, (skb, state) => {
    // Who listens to nfnetlink_log is told; here nobody does.
    if (group === undefined) state.host.log(level, prefix + formatLogLine(skb, state, flags));
    return undefined;
  });
}

const LOOPBACK = 'lo';
const REJECTED = DECISIONS.drop;
const PLACE = partPlace(hookSet('PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT'));

export function rejectPart(expression: Extract<Expression, { readonly kind: 'reject' }>): Part {
  return plainPart(
    expression,
    (skb, state) => {
      // What comes by the loopback device, or is the copy of a broadcast of one's own, was routed when it was sent.
      const unrouted = state.hook === 'PREROUTING' && state.in?.name !== LOOPBACK && !skb.notes.looped;
      state.host.sendReject(skb, expression.with, unrouted);
      return REJECTED;
    },
    { place: PLACE },
  );
}

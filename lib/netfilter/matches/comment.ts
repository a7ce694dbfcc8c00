/** `-m comment`: says something about the rule to its reader, nothing about the packet. Linux: comment_mt, net/netfilter/xt_comment.c. */
import { type MatchDefinition, matchesEveryPacket } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** A remark. */
export interface CommentMatch {
  readonly kind: 'comment';
  /** At most 255 characters. */
  readonly comment: string;
}

/** A remark for the reader. */
export const COMMENT_MATCH: MatchDefinition<CommentMatch> = {
  kind: 'comment',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare: () => matchesEveryPacket,
};

/** comment: a remark for the reader. Userspace: extensions/libxt_comment.c. */
import type { CommentMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { quote } from '../numbers';

/** A longer comment is cut. Linux: XT_MAX_COMMENT_LEN, less the zero at its end. */
const LONGEST = 255;

/** What the tool knows of match comment. */
export const comment: Extension<CommentMatch> = {
  name: 'comment',
  options: [{ name: 'comment', argument: true, required: true }],
  initial: { kind: 'comment', comment: '' },
  parse: (_, { argument }) => ({ kind: 'comment', comment: argument.slice(0, LONGEST) }),
  save: (match) => ` --comment ${quote(match.comment)}`,
  print: (match) => ` /* ${match.comment} */`,
};

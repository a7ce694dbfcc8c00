/** quota: so many bytes. Userspace: extensions/libxt_quota.c. */
import type { QuotaMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parseLong } from '../guided';

/** What the tool knows of match quota. */
export const quota: Extension<QuotaMatch> = {
  name: 'quota',
  options: [{ name: 'quota', argument: true, invertible: true, required: true }],
  initial: { kind: 'quota', quota: 0n, invert: false },
  parse: (_, { name, argument, invert }) => ({ kind: 'quota', quota: parseLong('quota', name, argument), invert }),
  save: ({ quota, invert }) => `${invert ? ' !' : ''} --quota ${quota}`,
  print: ({ quota }) => ` quota: ${quota} bytes`,
};

/** TRACE: tells the kernel log of every step. Userspace: extensions/libxt_TRACE.c. */
import type { TraceTarget } from '../../../netfilter';
import type { Extension } from '../extension';

/** What the tool knows of target TRACE. */
export const TRACE: Extension<TraceTarget> = {
  name: 'TRACE',
  options: [],
  initial: { kind: 'TRACE' },
  parse: (target) => target,
  save: () => '',
  print: () => '',
};

/** LOG: tells the kernel log of a packet. Linux: log_tg, net/netfilter/xt_LOG.c. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { formatLogLine, type LogFlags } from '../log';

/** What the kernel log is told. */
export interface LogTarget {
  readonly kind: 'LOG';
  /** 0 to 7, as syslog has them (RFC 5424, section 6.2.1). */
  readonly level: number;
  readonly prefix: string;
  readonly flags: LogFlags;
}

/** Tells the kernel log of a packet. */
export const LOG_TARGET: TargetDefinition<LogTarget> = {
  kind: 'LOG',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ level, prefix, flags }) {
    return (skb, state) => {
      state.host.log(level, prefix + formatLogLine(skb, state, flags));
      return 'CONTINUE';
    };
  },
};

/** LOG: tells the kernel log of a packet. Linux: log_tg, net/netfilter/xt_LOG.c. */
import type { HookState } from '../hook';
import { formatLogLine } from '../log';
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

/** What is said besides the usual. Linux: NF_LOG_*. */
export interface LogFlags {
  readonly tcpSequence: boolean;
  readonly tcpOptions: boolean;
  /** Packets here have none. */
  readonly ipOptions: boolean;
  readonly uid: boolean;
  readonly macDecode: boolean;
}

export interface LogTarget {
  readonly kind: 'LOG';
  /** 0 to 7, as syslog has them (RFC 5424, section 6.2.1). */
  readonly level: number;
  readonly prefix: string;
  readonly flags: LogFlags;
}

export function prepareLog({ level, prefix, flags }: LogTarget): TargetFunction {
  return (skb: SkBuff, state: HookState) => {
    state.host.log(level, prefix + formatLogLine(skb, state, flags));
    return 'CONTINUE';
  };
}

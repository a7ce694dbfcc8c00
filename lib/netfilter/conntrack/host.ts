/** What connection tracking asks of the network namespace around it. */
import type { TcpConntrackState } from './tcp';

/** Settings that each packet meets, always as they are now. Linux: struct nf_tcp_net, nf_conntrack_net.sysctl_acct. */
export interface ConntrackSettings {
  /** `net.netfilter.nf_conntrack_acct` */
  readonly accounting: number;
  /** `net.netfilter.nf_conntrack_tcp_be_liberal` */
  readonly tcpLiberal: number;
  /** `net.netfilter.nf_conntrack_tcp_max_retrans` */
  readonly tcpMostRetransmissions: number;
}

/** What a connection waits for: a state, or one of two things that are not answered. */
export type TcpTimeout = TcpConntrackState | 'max_retrans' | 'unacknowledged';

/** Seconds that connections of TCP are kept, by what they wait for: `net.netfilter.nf_conntrack_tcp_timeout_*`. */
export type TcpTimeouts = Readonly<Record<TcpTimeout, number>>;

/** A clock and settings. */
export interface ConntrackHost {
  /** Microseconds since the machines started. */
  now(): number;
  /** A setting of the namespace as a number; 0 if there is none of that name. */
  setting(name: string): number;
  readonly settings: ConntrackSettings;
  readonly tcpTimeouts: TcpTimeouts;
}

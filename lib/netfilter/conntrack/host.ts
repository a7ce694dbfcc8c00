/** What connection tracking asks of the network namespace around it. */

/** A clock and settings. */
export interface ConntrackHost {
  /** Microseconds since the machines started. */
  now(): number;
  /** A setting of the namespace as a number; 0 if there is none of that name. Linux: struct nf_tcp_net and its like. */
  setting(name: string): number;
}

/** What is asked about a host: one request, and whether it is answered. */

/** A request, as a person asks about it. */
export interface Question {
  /**
   * Who sends: `outside`, `host`, a container's name or address, or an address of the outside; `192.0.2.20:51999` from that port,
   * `10.1.99.7%flannel.1` in by that interface.
   */
  readonly from: string;
  /** `192.0.2.10:8080`; an address alone for ICMP. */
  readonly to: string;
  /** `tcp` unless given; `icmp` if there is no port. */
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  /**
   * `new`: a whole exchange. A packet alone: its TCP flags and what else is known of it, `flags R. length 52 ttl 3 mark 2`.
   * `established`, alone or before these, is one of a connection that the host knows, with the flags `.` unless it says others.
   */
  readonly state?: string;
  /** What the client sends when it is connected; `GET` and a line's end unless given. */
  readonly payload?: string;
  /** How many bytes the server sends at once. */
  readonly size?: number;
  /** Routers on the way send no ICMP errors, so that nobody learns of a smaller MTU. */
  readonly silentRouters?: boolean;
}

/** A question that cannot be asked of this host. */
export class QuestionError extends Error {
  /** For callers that tell errors apart. */
  readonly code = 'ERR_USAGE';
  /** The class's name. */
  override readonly name = 'QuestionError';
}

/** A request in one line. */
export function describeQuestion({ from, to, protocol, state }: Question): string {
  return `${from} -> ${to}/${protocol ?? (to.includes(':') ? 'tcp' : 'icmp')}${state === undefined ? '' : ` (${state})`}`;
}

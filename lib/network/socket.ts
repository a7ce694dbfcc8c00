/** What all sockets have: an address, a peer, an error to be told, and those who wait for something to change. */
import type { Ipv4Address } from '../packet';
import type { Errno } from './errno';
import type { NetNamespace } from './namespace';

export type SocketFamily = 'inet' | 'inet6';

/** Those who wait for something to change. */
export class Subscribers {
  readonly #waiting = new Set<() => void>();

  /** Calls `wake` at each change until the returned function is called. */
  subscribe(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  /** Tells those who wait: data, room, a connection, an error, an end. */
  changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

export abstract class Socket extends Subscribers {
  abstract readonly protocol: 'tcp' | 'udp';
  localAddress: Ipv4Address = 0;
  localPort = 0;
  remoteAddress: Ipv4Address = 0;
  remotePort = 0;
  /** What went wrong since it was last asked (SO_ERROR). */
  error: Errno | undefined = undefined;

  constructor(
    readonly namespace: NetNamespace,
    /** `inet6` for sockets that listen on `::`; only IPv4 moves here. */
    readonly family: SocketFamily = 'inet',
    /** Whose packets these are. */
    readonly owner: { readonly uid: number; readonly gid: number } | undefined = undefined,
  ) {
    super();
  }

  abstract close(): void;
}

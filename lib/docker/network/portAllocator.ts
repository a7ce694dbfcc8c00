/**
 * Which ports of the machine the engine has given away. It knows only its own: a port that another program holds
 * shows when docker-proxy cannot listen. libnetwork: portallocator/portallocator.go.
 */
import { DockerError } from '../dockerError';

/** Protocols whose ports can be published. */
export type PortProtocol = 'tcp' | 'udp';

/** The ports that are taken, in a book for each family. */
export class PortAllocator {
  readonly ipv4: PortBook;
  readonly ipv6: PortBook;

  /**
   * `range` gives the ports to choose from: net.ipv4.ip_local_port_range. `isShared`: who has a port of all addresses has it
   * of each; otherwise that shows only when two try to listen there.
   */
  constructor(range: () => readonly [number, number], isShared: boolean) {
    this.ipv4 = new PortBook(range, isShared);
    this.ipv6 = new PortBook(range, isShared);
  }
}

/** What is asked for: a port, one of several, or with 0 any that is free. */
export interface WantedPort {
  readonly protocol: PortProtocol;
  /** `0.0.0.0`, `::` or an address. */
  readonly address: string;
  readonly from: number;
  readonly to: number;
}

/** The ports of a family that are taken, by protocol and address. */
export class PortBook {
  /** Addresses by protocol and port. */
  readonly #taken = new Map<string, Set<string>>();
  /** The last port given of a range, by protocol, address and range: the search goes on after it. */
  readonly #last = new Map<string, number>();
  readonly #range: () => readonly [number, number];
  readonly #isShared: boolean;

  constructor(range: () => readonly [number, number], isShared: boolean) {
    this.#range = range;
    this.#isShared = isShared;
  }

  /** Takes a port. Throws a `DockerError` if it is taken, or all are. */
  take({ protocol, address, from, to }: WantedPort): number {
    const chosen = from === to && from !== 0 ? from : this.#findFree({ protocol, address, from, to });
    if (!this.#isFree(protocol, address, chosen)) {
      throw new DockerError('conflict', `Bind for ${address}:${chosen} failed: port is already allocated`);
    }
    const key = keyOf(protocol, chosen);
    this.#taken.set(key, new Set([...(this.#taken.get(key) ?? []), address]));
    return chosen;
  }

  release(protocol: PortProtocol, address: string, port: number): void {
    this.#taken.get(keyOf(protocol, port))?.delete(address);
  }

  #isFree(protocol: PortProtocol, address: string, port: number): boolean {
    const addresses = this.#taken.get(keyOf(protocol, port)) ?? new Set();
    if (!this.#isShared) return !addresses.has(address);
    if (isAny(address)) return addresses.size === 0;
    return !addresses.has(address) && ![...addresses].some(isAny);
  }

  #findFree({ protocol, address, ...wanted }: WantedPort): number {
    const [from, to] = wanted.from === 0 ? this.#range() : [wanted.from, wanted.to];
    const key = `${protocol} ${address} ${from}-${to}`;
    const span = to - from + 1;
    const start = (this.#last.get(key) ?? from - 1) + 1 - from;
    for (let step = 0; step < span; step++) {
      const port = from + ((start + step) % span);
      if (!this.#isFree(protocol, address, port)) continue;
      this.#last.set(key, port);
      return port;
    }
    throw new DockerError('failed', 'all ports are allocated');
  }
}

/** All addresses of a family. */
function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function keyOf(protocol: PortProtocol, port: number): string {
  return `${protocol}:${port}`;
}

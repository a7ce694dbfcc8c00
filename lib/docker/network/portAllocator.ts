/**
 * Which ports of the machine the engine has given away. It knows only its own: a port that another program holds
 * shows when docker-proxy cannot listen. libnetwork: portallocator/portallocator.go.
 */
import { formatIpv4, type Ipv4Address } from '../../packet';
import { DockerError } from '../dockerError';

/** Protocols whose ports can be published. */
export type PortProtocol = 'tcp' | 'udp';

/** The ports that are taken, by protocol and address. */
export class PortAllocator {
  /** Addresses by protocol and port. */
  readonly #taken = new Map<string, Set<Ipv4Address>>();
  /** The last ephemeral port given, by protocol: the search goes on after it. */
  readonly #last = new Map<PortProtocol, number>();
  readonly #range: () => readonly [number, number];

  /** `range` gives the ports to choose from: net.ipv4.ip_local_port_range. */
  constructor(range: () => readonly [number, number]) {
    this.#range = range;
  }

  /** Takes a port; 0 means any that is free. Throws a `DockerError` if it is taken. */
  take(protocol: PortProtocol, address: Ipv4Address, port: number): number {
    const chosen = port === 0 ? this.#findFree(protocol, address) : port;
    if (!this.#isFree(protocol, address, chosen)) {
      throw new DockerError('conflict', `Bind for ${formatIpv4(address)}:${chosen} failed: port is already allocated`);
    }
    const key = keyOf(protocol, chosen);
    const addresses = this.#taken.get(key);
    if (addresses === undefined) this.#taken.set(key, new Set([address]));
    else addresses.add(address);
    return chosen;
  }

  release(protocol: PortProtocol, address: Ipv4Address, port: number): void {
    this.#taken.get(keyOf(protocol, port))?.delete(address);
  }

  /** Ports of all addresses (0.0.0.0) and of one address are kept in the same book. */
  #isFree(protocol: PortProtocol, address: Ipv4Address, port: number): boolean {
    const addresses = this.#taken.get(keyOf(protocol, port));
    return (
      addresses === undefined || (address === 0 ? addresses.size === 0 : !addresses.has(0) && !addresses.has(address))
    );
  }

  #findFree(protocol: PortProtocol, address: Ipv4Address): number {
    const [from, to] = this.#range();
    const span = to - from + 1;
    const start = (this.#last.get(protocol) ?? from - 1) + 1 - from;
    for (let step = 0; step < span; step++) {
      const port = from + ((start + step) % span);
      if (!this.#isFree(protocol, address, port)) continue;
      this.#last.set(protocol, port);
      return port;
    }
    throw new DockerError('failed', 'all ports are allocated');
  }
}

function keyOf(protocol: PortProtocol, port: number): string {
  return `${protocol}:${port}`;
}

/**
 * Address management: subnets that do not overlap, and in each the lowest address that is free.
 * libnetwork: ipam/allocator.go, netutils/utils_linux.go. Not modelled: --ip-range, auxiliary addresses.
 */
import {
  contains,
  formatIpv4,
  formatPrefix,
  type Ipv4Address,
  type Ipv4Prefix,
  lengthOfMask,
  parseIpv4,
  parsePrefix,
  prefix,
} from '../../packet';
import { DockerError } from '../dockerError';
import { Ipv6Pools } from './ipv6Pool';

/** Where networks without a given subnet get theirs: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 and so on. */
const DEFAULT_POOLS: readonly Ipv4Prefix[] = [
  ...Array.from({ length: 15 }, (_, index) => prefix(`172.${17 + index}.0.0/16`)),
  ...Array.from({ length: 16 }, (_, index) => prefix(`192.168.${16 * index}.0/20`)),
];

/** The addresses of one subnet. Its own and its last are never given away. */
export class Pool {
  readonly #taken = new Set<Ipv4Address>();

  constructor(readonly subnet: Ipv4Prefix) {
    this.#taken.add(subnet.address);
    this.#taken.add(this.#last);
  }

  /** `172.17.0.0/16` */
  get text(): string {
    return formatPrefix(this.subnet);
  }

  get prefixLength(): number {
    return lengthOfMask(this.subnet.mask) ?? 32;
  }

  /** How many addresses it has, and how many of them are given away or kept back. */
  get size(): number {
    return this.#last - this.subnet.address + 1;
  }

  get taken(): number {
    return this.#taken.size;
  }

  get #last(): Ipv4Address {
    return (this.subnet.address | ~this.subnet.mask) >>> 0;
  }

  /** Takes a given address, or the lowest that is free. Throws a `DockerError` if that cannot be. */
  take(wanted?: Ipv4Address): Ipv4Address {
    if (wanted === undefined) return this.#takeLowest();
    if (!contains(this.subnet, wanted)) {
      throw new DockerError(
        'invalid',
        `Invalid address ${formatIpv4(wanted)}: It does not belong to any of this network's subnets`,
      );
    }
    if (this.#taken.has(wanted)) throw new DockerError('conflict', 'Address already in use');
    this.#taken.add(wanted);
    return wanted;
  }

  release(address: Ipv4Address): void {
    this.#taken.delete(address);
  }

  #takeLowest(): Ipv4Address {
    for (let address = this.subnet.address + 1; address < this.#last; address++) {
      if (this.#taken.has(address)) continue;
      this.#taken.add(address);
      return address;
    }
    throw new DockerError('failed', "no available IPv4 addresses on this network's address pools");
  }
}

/** The subnets of all networks. */
export class Ipam {
  readonly #pools = new Set<Pool>();
  /** Those of IPv6. */
  readonly ipv6 = new Ipv6Pools();

  /** A pool for the subnet as the user wrote it, or else the first default one that overlaps no pool and none of `routed`. */
  request(written: string | undefined, routed: readonly Ipv4Prefix[]): Pool {
    const subnet = written === undefined ? this.#firstFree(routed) : parseSubnet(written);
    if (this.#overlaps(subnet))
      throw new DockerError('forbidden', 'Pool overlaps with other one on this address space');
    const pool = new Pool(subnet);
    this.#pools.add(pool);
    return pool;
  }

  release(pool: Pool): void {
    this.#pools.delete(pool);
  }

  #firstFree(routed: readonly Ipv4Prefix[]): Ipv4Prefix {
    const free = DEFAULT_POOLS.find(
      (subnet) => !this.#overlaps(subnet) && !routed.some((route) => overlap(route, subnet)),
    );
    if (free === undefined) {
      throw new DockerError(
        'failed',
        'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      );
    }
    return free;
  }

  #overlaps(subnet: Ipv4Prefix): boolean {
    return [...this.#pools].some((pool) => overlap(pool.subnet, subnet));
  }
}

function parseSubnet(text: string): Ipv4Prefix {
  const subnet = /^[\d.]+\/\d{1,2}$/.test(text) ? parsePrefix(text) : undefined;
  if (subnet === undefined) throw new DockerError('invalid', `Invalid subnet ${text} : invalid CIDR address: ${text}`);
  return subnet;
}

/** An address as the user wrote it. Throws a `DockerError` if it is none. */
export function parseUserAddress(text: string): Ipv4Address {
  const address = parseIpv4(text);
  if (address === undefined) throw new DockerError('invalid', `invalid IPv4 address: ${text}`);
  return address;
}

/** The gateway as the user wrote it; it must be an address of the subnet. */
export function parseGateway(text: string, subnet: Ipv4Prefix): Ipv4Address {
  const address = parseIpv4(text);
  if (address === undefined || !contains(subnet, address))
    throw new DockerError('invalid', `no matching subnet for gateway ${text}`);
  return address;
}

function overlap(a: Ipv4Prefix, b: Ipv4Prefix): boolean {
  return contains(a, b.address) || contains(b, a.address);
}

/** `172.17.0.2/16` */
export function formatInterface(address: Ipv4Address, pool: Pool): string {
  return `${formatIpv4(address)}/${pool.prefixLength}`;
}

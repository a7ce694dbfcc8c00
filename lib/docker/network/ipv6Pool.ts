/** Address management of IPv6: subnets that do not overlap, and in each the lowest address that is free. libnetwork: ipam/allocator.go. */
import type { Random } from '../../network';
import {
  formatIpv6,
  formatIpv6Prefix,
  type Ipv6Address,
  type Ipv6Prefix,
  ipv6Mask,
  ipv6MaskLength,
  parseIpv6,
  parseIpv6Prefix,
} from '../../packet';
import { DockerError } from '../dockerError';

/** The length of the subnets that networks get which were given none. */
const SUBNET_LENGTH = 64;

/** The addresses of one subnet. Its own is never given away. */
export class Ipv6Pool {
  readonly #taken = new Set<Ipv6Address>();

  constructor(readonly subnet: Ipv6Prefix) {
    this.#taken.add(subnet.address);
  }

  /** `fd00::/64` */
  get text(): string {
    return formatIpv6Prefix(this.subnet);
  }

  get prefixLength(): number {
    return ipv6MaskLength(this.subnet.mask) ?? 128;
  }

  contains(address: Ipv6Address): boolean {
    return (address & this.subnet.mask) === this.subnet.address;
  }

  /** Takes a given address, or the lowest that is free. Throws a `DockerError` if that cannot be. */
  take(wanted?: Ipv6Address): Ipv6Address {
    const address = wanted ?? this.#lowest();
    if (this.#taken.has(address)) throw new DockerError('conflict', 'Address already in use');
    this.#taken.add(address);
    return address;
  }

  release(address: Ipv6Address): void {
    this.#taken.delete(address);
  }

  #lowest(): Ipv6Address {
    let address = this.subnet.address + 1n;
    while (this.#taken.has(address)) address += 1n;
    if (this.contains(address)) return address;
    throw new DockerError('failed', "no available IPv6 addresses on this network's address pools");
  }
}

/** The IPv6 subnets of all networks. */
export class Ipv6Pools {
  readonly #pools = new Set<Ipv6Pool>();
  /** fd00::/8 with 40 bits that a host draws once (RFC 4193). */
  #own: Ipv6Address | undefined = undefined;

  /** A pool for the subnet as the user wrote it, or else the next of the host's own. */
  request(written: string | undefined, random: Random): Ipv6Pool {
    const subnet = written === undefined ? this.#nextOwn(random) : parseSubnet(written);
    if (this.#overlaps(subnet))
      throw new DockerError('forbidden', 'Pool overlaps with other one on this address space');
    const pool = new Ipv6Pool(subnet);
    this.#pools.add(pool);
    return pool;
  }

  release(pool: Ipv6Pool): void {
    this.#pools.delete(pool);
  }

  #nextOwn(random: Random): Ipv6Prefix {
    this.#own ??= (0xfdn << 120n) | (BigInt(`0x${random.hex(10)}`) << 80n);
    const mask = ipv6Mask(SUBNET_LENGTH);
    for (let number = 0n; ; number++) {
      const subnet = { address: this.#own | (number << BigInt(128 - SUBNET_LENGTH)), mask };
      if (!this.#overlaps(subnet)) return subnet;
    }
  }

  #overlaps({ address, mask }: Ipv6Prefix): boolean {
    return [...this.#pools].some((pool) => pool.contains(address) || (pool.subnet.address & mask) === address);
  }
}

function parseSubnet(text: string): Ipv6Prefix {
  const subnet = parseIpv6Prefix(text);
  if (subnet === undefined) throw new DockerError('invalid', `Invalid subnet ${text} : invalid CIDR address: ${text}`);
  return subnet;
}

/** The gateway as the user wrote it; it must be an address of the subnet. */
export function parseIpv6Gateway(text: string, pool: Ipv6Pool): Ipv6Address {
  const address = parseIpv6(text);
  if (address === undefined || !pool.contains(address))
    throw new DockerError('invalid', `no matching subnet for gateway ${text}`);
  return address;
}

/** `fd00::2/64` */
export function formatIpv6Interface(address: Ipv6Address, pool: Ipv6Pool): string {
  return `${formatIpv6(address)}/${pool.prefixLength}`;
}

/**
 * Address management: subnets that do not overlap, and in each the lowest address that is free.
 * libnetwork: ipam/allocator.go, ipamutils/utils.go, netutils/utils_linux.go.
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
import { DockerError, notModelled } from '../dockerError';
import type { AddressPool } from '../engineOptions';
import { Ipv6Pools } from './ipv6Pool';

/** Where networks without a given subnet get theirs: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 and so on. */
const DEFAULT_POOLS: readonly Ipv4Prefix[] = [
  ...Array.from({ length: 15 }, (_, index) => prefix(`172.${17 + index}.0.0/16`)),
  ...Array.from({ length: 16 }, (_, index) => prefix(`192.168.${16 * index}.0/20`)),
];

/** Of one pool, as a power of two. */
const MOST_SPLITS = 16;

/** The addresses of one subnet. Its own and its last are never given away. */
export class Pool {
  readonly #taken = new Set<Ipv4Address>();

  constructor(
    readonly subnet: Ipv4Prefix,
    /** The part of it that addresses are given of, unless one is asked for. */
    readonly range: Ipv4Prefix = subnet,
  ) {
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
    const last = (this.range.address | ~this.range.mask) >>> 0;
    for (let address = this.range.address; address <= last; address++) {
      if (this.#taken.has(address)) continue;
      this.#taken.add(address);
      return address;
    }
    throw new DockerError('failed', 'No available addresses on this pool');
  }
}

/** What a subnet is asked for with. */
export interface PoolRequest {
  /** As the user wrote it; without one it is a default one. */
  readonly subnet?: string | undefined;
  readonly range?: string | undefined;
  /** Networks that the machine knows another way to. */
  readonly routed: readonly Ipv4Prefix[];
}

/** The subnets of all networks. */
export class Ipam {
  readonly #pools = new Set<Pool>();
  /** Those of IPv6. */
  readonly ipv6 = new Ipv6Pools();
  #defaults: readonly Ipv4Prefix[] = DEFAULT_POOLS;
  #startsAgain = false;
  #next = 0;

  /** dockerd has started: where networks get their subnets, and whether the search begins with the first one each time, not after the last that was given. */
  configure(pools: readonly AddressPool[], startsAgain: boolean): void {
    this.#defaults = pools.length === 0 ? DEFAULT_POOLS : pools.flatMap(splitPool);
    this.#startsAgain = startsAgain;
    this.#next = 0;
  }

  /** A pool for the subnet that is asked for, or else the next default one that overlaps no pool and none of `routed`. */
  request({ subnet: written, range: writtenRange, routed }: PoolRequest): Pool {
    const subnet = written === undefined ? this.#takeDefault(routed) : parseSubnet(written);
    if (this.#overlaps(subnet))
      throw new DockerError('forbidden', 'Pool overlaps with other one on this address space');
    const pool = new Pool(subnet, writtenRange === undefined ? subnet : parseSubnet(writtenRange));
    this.#pools.add(pool);
    return pool;
  }

  /** docker0's default subnet: the first that is free, wherever the search for others stands. */
  firstFree(routed: readonly Ipv4Prefix[]): Ipv4Prefix {
    return this.#find(0, routed).subnet;
  }

  release(pool: Pool): void {
    this.#pools.delete(pool);
  }

  #takeDefault(routed: readonly Ipv4Prefix[]): Ipv4Prefix {
    const { subnet, index } = this.#find(this.#startsAgain ? 0 : this.#next, routed);
    // Where the list was turned around, the count of what was looked at may lead behind its end: then it begins anew.
    const next = this.#next + ((index - this.#next + this.#defaults.length) % this.#defaults.length) + 1;
    this.#next = next >= this.#defaults.length ? 0 : next;
    return subnet;
  }

  #find(start: number, routed: readonly Ipv4Prefix[]): { readonly subnet: Ipv4Prefix; readonly index: number } {
    const count = this.#defaults.length;
    for (let step = 0; step < count; step++) {
      const index = (start + step) % count;
      const subnet = this.#defaults[index];
      if (subnet === undefined || this.#overlaps(subnet) || routed.some((route) => overlap(route, subnet))) continue;
      return { subnet, index };
    }
    throw new DockerError(
      'failed',
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    );
  }

  #overlaps(subnet: Ipv4Prefix): boolean {
    return [...this.#pools].some((pool) => overlap(pool.subnet, subnet));
  }
}

/** libnetwork: ipamutils/utils.go (splitNetworks). */
function splitPool({ base, size }: AddressPool): readonly Ipv4Prefix[] {
  const whole = /^[\d.]+\/\d{1,2}$/.test(base) ? parsePrefix(base) : undefined;
  const fail = (message: string) =>
    new DockerError('failed', `Error initializing network controller: error obtaining controller instance: ${message}`);
  if (whole === undefined) throw fail(`invalid base pool ${JSON.stringify(base)}: invalid CIDR address: ${base}`);
  const length = lengthOfMask(whole.mask) ?? 32;
  if (size <= 0 || size < length) throw fail(`invalid pools size: ${size}`);
  if (size > 32 || size - length > MOST_SPLITS)
    throw notModelled(`default-address-pools of more than ${2 ** MOST_SPLITS} subnets`);
  return Array.from({ length: 2 ** (size - length) }, (_, index) =>
    prefix(`${formatIpv4((whole.address + index * 2 ** (32 - size)) >>> 0)}/${size}`),
  );
}

function parseSubnet(text: string): Ipv4Prefix {
  const subnet = /^[\d.]+\/\d{1,2}$/.test(text) ? parsePrefix(text) : undefined;
  if (subnet === undefined) throw new DockerError('invalid', `Invalid subnet ${text} : invalid CIDR address: ${text}`);
  return subnet;
}

/** An address as the user wrote it. Throws a `DockerError` if it is none, with the engine's own bracket. */
export function parseUserAddress(text: string): Ipv4Address {
  const address = parseIpv4(text);
  if (address === undefined) throw new DockerError('invalid', `Invalid IPv4 address: ${text})`);
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

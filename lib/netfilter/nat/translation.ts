/** What a NAT rule gives new connections, as packets look at it. Linux: struct nf_nat_range2, include/uapi/linux/netfilter/nf_nat.h. */
import type { Ipv4Address, Ipv6Address } from '../../packet';
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';
import type { Tuple } from '../conntrack/tuple';

/** Ports, both ends included. With a base, the port that is the base becomes the first, the next the second, and so on. */
export interface PortsRange {
  readonly from: number;
  readonly to: number;
  readonly base?: number;
}

/** What a rule allows: addresses and ports, both ends included. Absent: as they are. */
export interface NatRange {
  readonly addresses?: { readonly from: Ipv4Address; readonly to: Ipv4Address } | undefined;
  /** In ip6tables. */
  readonly addresses6?: { readonly from: Ipv6Address; readonly to: Ipv6Address } | undefined;
  readonly ports?: PortsRange | undefined;
  /** `--random`: do not keep the port. */
  readonly random?: boolean | undefined;
  /** `--random-fully`: the same, from a better generator; the simulation draws alike for both. */
  readonly randomFully?: boolean | undefined;
  /** `--persistent`: the same address for the same client. */
  readonly persistent?: boolean | undefined;
}

/** Which end is rewritten: SNAT and MASQUERADE the source, DNAT the destination. */
export type ManipType = 'source' | 'destination';

/** In the place of a port: there is none. */
const NONE = -1;

/**
 * A range, and the end that it is for: all in one object, and of numbers that need no box. A host with thousands of published
 * ports has as many, and each object more that a packet has to look at is not in the processor's cache.
 */
export class Translation {
  readonly manip: ManipType;
  /** It names no address: the one that is there stays. */
  readonly #keepsAddress: boolean;
  /** Signed. */
  readonly #firstAddress: number;
  /** How many addresses there are; none or fewer if the last comes before the first. */
  readonly #addresses: number;
  readonly #firstPort: number;
  readonly #lastPort: number;
  readonly #base: number;
  /** Either spelling: `--random-fully` need not come with `--random`. */
  readonly isRandom: boolean;
  readonly isPersistent: boolean;

  constructor(manip: ManipType, { addresses, ports, random, randomFully, persistent }: NatRange) {
    this.manip = manip;
    this.#keepsAddress = addresses === undefined;
    this.#firstAddress = addresses === undefined ? 0 : addresses.from | 0;
    this.#addresses = addresses === undefined ? 0 : addresses.to - addresses.from + 1;
    this.#firstPort = ports?.from ?? NONE;
    this.#lastPort = ports?.to ?? NONE;
    this.#base = ports?.base ?? NONE;
    this.isRandom = random === true || randomFully === true;
    this.isPersistent = persistent === true;
  }

  /** Whether it leaves everything as it is, if nothing is in the way. @internal */
  get allowsAll(): boolean {
    return this.#keepsAddress && this.#firstPort === NONE && !this.isRandom;
  }

  /** The ports, if it names some. @internal */
  get ports(): PortsRange | undefined {
    if (this.#firstPort === NONE) return undefined;
    const ports = { from: this.#firstPort, to: this.#lastPort };
    return this.#base === NONE ? ports : { ...ports, base: this.#base };
  }

  /** Whether there is but one port to choose. @internal */
  get hasOnePort(): boolean {
    return this.#firstPort !== NONE && this.#firstPort === this.#lastPort;
  }

  /** Whether ports are counted from a base. @internal */
  get hasBase(): boolean {
    return this.#base !== NONE;
  }

  /** The address that a connection gets, where `draw` says which of several: a number from 0 to below 1. @internal */
  address(tuple: Tuple, draw: (tuple: Tuple, isPersistent: boolean) => number): Ipv4Address {
    if (this.#keepsAddress) return addressOf(tuple, this.manip);
    if (this.#addresses === 1) return this.#firstAddress >>> 0;
    return (this.#firstAddress >>> 0) + Math.floor(draw(tuple, this.isPersistent) * this.#addresses);
  }

  /** Whether a tuple's end is allowed as it is. @internal */
  allows(tuple: Tuple): boolean {
    const offset = (addressOf(tuple, this.manip) - this.#firstAddress) >>> 0;
    return (this.#keepsAddress || offset < this.#addresses) && this.allowsPort(tuple);
  }

  /** Whether its port is. @internal */
  allowsPort(tuple: Tuple): boolean {
    if (this.#firstPort === NONE || !hasKeys(tuple)) return true;
    const key = keyOf(tuple, this.manip);
    return key >= this.#firstPort && key <= this.#lastPort;
  }
}

/** The address at one end. @internal */
export function addressOf(tuple: Tuple, manip: ManipType): Ipv4Address {
  return manip === 'source' ? tuple.source : tuple.destination;
}

/** The key that NAT may change: of ICMP, the identifier, whichever end is rewritten. @internal */
export function keyOf(tuple: Tuple, manip: ManipType): number {
  return manip === 'source' || tuple.protocol === PROTOCOL_ICMP ? tuple.sourceKey : tuple.destinationKey;
}

/** Whether connections of the protocol have ports, or identifiers. @internal */
export function hasKeys({ protocol }: Tuple): boolean {
  return protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP || protocol === PROTOCOL_ICMP;
}

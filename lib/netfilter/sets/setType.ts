/** The types of IP sets, and what a set is made with. Linux: struct ip_set_type, net/netfilter/ipset. */

/** A type, as `ipset create NAME TYPE` has it. */
export type SetTypeName = 'hash:ip' | 'hash:net' | 'hash:ip,port' | 'hash:net,iface' | 'bitmap:port' | 'list:set';

/** What holds of all sets of a type. */
export interface SetType {
  /** How many of `src` and `dst` a rule has to name. Linux: ip_set_type.dimension. */
  readonly dimension: number;
  /** As `ipset list` shows it: the newest that kernel 6.x has. */
  readonly revision: number;
  /** Elements are networks: a test of an address looks for each length of prefix. */
  readonly hasNetworks: boolean;
}

/** The types that are modelled. */
export const SET_TYPES: Readonly<Record<SetTypeName, SetType>> = {
  'hash:ip': { dimension: 1, revision: 6, hasNetworks: false },
  'hash:net': { dimension: 1, revision: 7, hasNetworks: true },
  'hash:ip,port': { dimension: 2, revision: 7, hasNetworks: false },
  'hash:net,iface': { dimension: 2, revision: 8, hasNetworks: true },
  'bitmap:port': { dimension: 1, revision: 3, hasNetworks: false },
  'list:set': { dimension: 1, revision: 3, hasNetworks: false },
};

/** What a set is made with. What its type does not have is ignored. */
export interface SetOptions {
  readonly type: SetTypeName;
  readonly family: 'inet' | 'inet6';
  /** Buckets at first: a power of two; more when one of them is full. */
  readonly hashSize: number;
  /** The most elements of a hash. */
  readonly maxElements: number;
  /** The most elements of a bucket. */
  readonly bucketSize: number;
  /** What hashes begin with, 32 bits: it decides in which order elements are listed. */
  readonly initialValue: number;
  /** The length that addresses of a `hash:ip` are cut to. */
  readonly netmask: number;
  /** Ports of a `bitmap:port`, both ends included. */
  readonly from: number;
  readonly to: number;
  /** The most members of a `list:set`. */
  readonly size: number;
  /** Seconds that an element lives if nothing else is said, 0 for ever; `undefined`: elements have no timeout. */
  readonly timeout: number | undefined;
  readonly counters: boolean;
  readonly comment: boolean;
}

/** Linux: IPSET_DEFAULT_HASHSIZE, IPSET_DEFAULT_MAXELEM, AHASH_MAX_SIZE, IP_SET_LIST_DEFAULT_SIZE. */
export const DEFAULT_SET_OPTIONS: Omit<SetOptions, 'type'> = {
  family: 'inet',
  hashSize: 1024,
  maxElements: 65_536,
  bucketSize: 12,
  initialValue: 0,
  netmask: 32,
  from: 0,
  to: 65_535,
  size: 8,
  timeout: undefined,
  counters: false,
  comment: false,
};

/** Why the kernel refuses what is asked of a set. Linux: enum ipset_errno and the types' own. */
export type SetError =
  | 'exists'
  | 'missing'
  | 'full'
  | 'out of range'
  | 'wrong prefix'
  | 'null'
  | 'no timeout'
  | 'no counters'
  | 'no comment'
  | 'reference not added';

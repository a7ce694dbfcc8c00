/** Rules as values: what a packet must be like, and what happens then. */
import type { Ipv4Prefix, Ipv6Prefix } from '../../packet';
import type { Negatable } from '../extension';
import type { Match } from '../matches';
import type { Target } from '../targets';

/** A rule as it was written. What is absent matches everything. */
export interface RuleSpec {
  readonly source?: Negatable<Ipv4Prefix>;
  readonly destination?: Negatable<Ipv4Prefix>;
  /** In the tables of ip6tables, which no packet meets. */
  readonly source6?: Negatable<Ipv6Prefix>;
  readonly destination6?: Negatable<Ipv6Prefix>;
  /** A name, or the start of names if it ends in `+`. */
  readonly inInterface?: Negatable<string>;
  readonly outInterface?: Negatable<string>;
  /** An IP protocol number. */
  readonly protocol?: Negatable<number>;
  /** `-f`: second and later fragments. */
  readonly fragment?: { readonly invert: boolean };
  readonly matches: readonly Match[];
  readonly target: Target;
}

/** Whether every packet that one rule asks for is one that another asks for as well: proved from their conditions, never guessed. */
import type { Match, Negatable, PortRange, RuleSpec } from '../../netfilter';
import type { Ipv4Prefix } from '../../packet';

/** Matches that say the same of a packet whenever they are asked: nothing between two rules changes what they look at. */
const STEADY: ReadonlySet<Match['kind']> = new Set([
  'addrtype',
  'conntrack',
  'icmp',
  'iprange',
  'mac',
  'multiport',
  'owner',
  'physdev',
  'pkttype',
  'rpfilter',
  'string',
  'tcp',
  'udp',
]);

/** True only if it is certain. */
export function includesRule(wide: RuleSpec, narrow: RuleSpec): boolean {
  return (
    includes(wide.source, narrow.source, isWithin, areApart) &&
    includes(wide.destination, narrow.destination, isWithin, areApart) &&
    includes(wide.inInterface, narrow.inInterface, isNamedLike, areOtherNames) &&
    includes(wide.outInterface, narrow.outInterface, isNamedLike, areOtherNames) &&
    includes(wide.protocol, narrow.protocol, isSame, isOther) &&
    wide.source6 === undefined &&
    wide.destination6 === undefined &&
    (wide.fragment === undefined || wide.fragment.invert === narrow.fragment?.invert) &&
    wide.matches.every((match) => isImplied(match, narrow))
  );
}

/** One condition of the header. `within(a, b)`: all of `a` is in `b`; `apart`: nothing is in both. */
function includes<T>(
  wide: Negatable<T> | undefined,
  narrow: Negatable<T> | undefined,
  within: (inner: T, outer: T) => boolean,
  apart: (one: T, other: T) => boolean,
): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined) return false;
  if (!wide.invert) return !narrow.invert && within(narrow.value, wide.value);
  return narrow.invert ? within(wide.value, narrow.value) : apart(wide.value, narrow.value);
}

function isWithin(inner: Ipv4Prefix, outer: Ipv4Prefix): boolean {
  return (inner.mask & outer.mask) >>> 0 === outer.mask && (inner.address & outer.mask) >>> 0 === outer.address;
}

function areApart(one: Ipv4Prefix, other: Ipv4Prefix): boolean {
  const common = one.mask & other.mask;
  return (one.address & common) !== (other.address & common);
}

/** A name that ends in `+` stands for all that begin so. */
function isNamedLike(inner: string, outer: string): boolean {
  return outer.endsWith('+') ? inner.startsWith(outer.slice(0, -1)) : inner === outer;
}

function areOtherNames(one: string, other: string): boolean {
  const [first, second] = [one.replace(/\+$/, ''), other.replace(/\+$/, '')];
  if (one.endsWith('+') && other.endsWith('+')) return !first.startsWith(second) && !second.startsWith(first);
  if (one.endsWith('+')) return !second.startsWith(first);
  return other.endsWith('+') ? !first.startsWith(second) : first !== second;
}

function isSame(one: number, other: number): boolean {
  return one === other;
}

function isOther(one: number, other: number): boolean {
  return one !== other;
}

/** Whether a rule's packets all fulfil a match. */
function isImplied(match: Match, narrow: RuleSpec): boolean {
  if (match.kind === 'comment') return true;
  if (!STEADY.has(match.kind)) return false;
  if (narrow.matches.some((other) => isEqual(other, match))) return true;
  switch (match.kind) {
    case 'tcp': {
      const { sourcePorts, destinationPorts, flags, option } = match;
      const same = narrow.matches.find((other) => other.kind === 'tcp');
      return (
        (flags === undefined || isEqual(flags, same?.flags)) &&
        (option === undefined || isEqual(option, same?.option)) &&
        arePortsWithin(sourcePorts, narrow, 'source') &&
        arePortsWithin(destinationPorts, narrow, 'destination')
      );
    }
    case 'udp':
      return (
        arePortsWithin(match.sourcePorts, narrow, 'source') &&
        arePortsWithin(match.destinationPorts, narrow, 'destination')
      );
    case 'multiport': {
      const { which, ports, invert } = match;
      if (invert || which === 'either') return false;
      const spans = portsOf(narrow, which);
      return spans?.every((span) => ports.some((one) => isSpanWithin(span, one))) ?? false;
    }
    case 'conntrack': {
      const { states, asState: _, ...others } = match;
      if (states === undefined || states.invert || Object.keys(others).length > 1) return false;
      return narrow.matches.some(
        (other) =>
          other.kind === 'conntrack' &&
          other.states?.invert === false &&
          other.states.words.every((word) => states.words.includes(word)),
      );
    }
    default:
      return false;
  }
}

function arePortsWithin(wide: PortRange | undefined, narrow: RuleSpec, which: 'source' | 'destination'): boolean {
  if (wide === undefined) return true;
  const spans = portsOf(narrow, which);
  if (spans === undefined) return false;
  return spans.every((span) => (wide.invert ? span.to < wide.from || span.from > wide.to : isSpanWithin(span, wide)));
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The ports that a rule asks for; `undefined` if it may be any. */
function portsOf({ matches }: RuleSpec, which: 'source' | 'destination'): readonly Span[] | undefined {
  for (const match of matches) {
    if (match.kind === 'tcp' || match.kind === 'udp') {
      const range = which === 'source' ? match.sourcePorts : match.destinationPorts;
      if (range?.invert === false) return [range];
    }
    if (match.kind === 'multiport' && match.which === which && !match.invert) return match.ports;
  }
  return undefined;
}

function isSpanWithin(inner: Span, outer: Span): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, plain) === JSON.stringify(other, plain);
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

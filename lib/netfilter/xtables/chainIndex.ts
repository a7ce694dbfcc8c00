/**
 * Finds the rules of a chain that a packet may match, so that it need not try thousands that ask for another address or
 * port. Rules are kept by what they ask for exactly: rules that ask for the same fields make a group (tuple space search:
 * Srinivasan, Suri and Varghese, SIGCOMM 1999). What is found is still tried, in the order of the chain: counters, verdicts and
 * traces are those of trying them all. Linux has none for iptables: ipt_do_table tries rule after rule.
 */
import type { Ipv4Packet } from '../../packet';
import { SINGLE_ADDRESS_MASK } from '../../packet/address';
import { matchRemembers } from '../matches';
import type { RuleSpec } from './ruleSpec';

/** Fields that a rule may ask for exactly; a group of rules has a set of them. */
const SOURCE = 1;
const DESTINATION = 2;
const DESTINATION_PORT = 4;

/** Rules that ask for the same fields: by a hash of what they ask for, their places in the chain, ascending; mostly there is one, kept without a list. */
interface Group {
  readonly fields: number;
  readonly places: Map<number, number | number[]>;
}

/** The rules of a chain, by the addresses and the port that they ask for. */
export class ChainIndex {
  readonly #groups: readonly Group[];
  readonly #length: number;

  constructor(specs: readonly RuleSpec[]) {
    const groups = new Map<number, Group>();
    for (const [place, spec] of specs.entries()) {
      const { fields, hash } = exactFields(spec);
      let group = groups.get(fields);
      if (group === undefined) {
        group = { fields, places: new Map() };
        groups.set(fields, group);
      }
      const places = group.places.get(hash);
      if (places === undefined) group.places.set(hash, place);
      else if (typeof places === 'number') group.places.set(hash, [places, place]);
      else places.push(place);
    }
    this.#groups = [...groups.values()];
    this.#length = specs.length;
  }

  /** The place of the first rule from `from` on that the packet may match; the number of rules if there is none. Nothing is allocated. */
  next(packet: Ipv4Packet, from: number): number {
    let next = this.#length;
    for (const { fields, places } of this.#groups) {
      const candidates = places.get(hashFields(fields, packet.source, packet.destination, destinationPortOf(packet)));
      if (candidates === undefined) continue;
      const first = typeof candidates === 'number' ? candidates : firstFrom(candidates, from, next);
      if (first >= from && first < next) next = first;
    }
    return next;
  }
}

/** What a rule asks for exactly. A port counts only if no match before it remembers the packets that it was asked about. */
function exactFields({ source, destination, matches }: RuleSpec): { readonly fields: number; readonly hash: number } {
  const exact = (condition: RuleSpec['source']) =>
    condition?.invert === false && condition.value.mask === SINGLE_ADDRESS_MASK;
  const first = matches.find((match) => match.kind === 'tcp' || match.kind === 'udp' || matchRemembers(match));
  const ports = first?.kind === 'tcp' || first?.kind === 'udp' ? first.destinationPorts : undefined;
  const exactPort = ports !== undefined && !ports.invert && ports.from === ports.to;
  const fields =
    (exact(source) ? SOURCE : 0) | (exact(destination) ? DESTINATION : 0) | (exactPort ? DESTINATION_PORT : 0);
  const hash = hashFields(fields, source?.value.address ?? 0, destination?.value.address ?? 0, ports?.from ?? 0);
  return { fields, hash };
}

/** Different values may have the same hash: then a rule is tried in vain. */
function hashFields(fields: number, source: number, destination: number, port: number): number {
  let hash = 0;
  if (fields & SOURCE) hash = Math.imul(source, 0x9e3779b1);
  if (fields & DESTINATION) hash = Math.imul(hash ^ destination, 0x85ebca6b);
  return fields & DESTINATION_PORT ? Math.imul(hash ^ port, 0x27d4eb2f) : hash;
}

/** No rule asks for the port of a packet that has none. */
function destinationPortOf({ transport }: Ipv4Packet): number {
  return transport.kind === 'tcp' || transport.kind === 'udp' ? transport.destinationPort : -1;
}

/** The first of ascending numbers that is not below `from`; `otherwise` if there is none. */
function firstFrom(numbers: readonly number[], from: number, otherwise: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return numbers[low] ?? otherwise;
}

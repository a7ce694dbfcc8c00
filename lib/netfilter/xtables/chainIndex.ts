/**
 * Finds the rules of a chain that a packet may match, so that it need not try thousands that ask for another address or
 * port. Rules are kept by what they ask for exactly: rules that ask for the same fields make a group (tuple space search:
 * Srinivasan, Suri and Varghese, SIGCOMM 1999). What is found is still tried, in the order of the chain: counters, verdicts and
 * traces are those of trying them all. Linux has none for iptables: ipt_do_table tries rule after rule.
 */
import type { Ipv4Address, Ipv4Packet } from '../../packet';
import { PlaceTable } from './placeTable';

/** Fields that a rule may ask for exactly; a group of rules has a set of them. */
const SOURCE = 1;
const DESTINATION = 2;
const DESTINATION_PORT = 4;

/** What a rule asks for exactly: the packet has these values, or the rule has no effect at all. */
export interface ExactFields {
  readonly source: Ipv4Address | undefined;
  readonly destination: Ipv4Address | undefined;
  /** Of TCP or UDP. */
  readonly destinationPort: number | undefined;
}

/** Rules that ask for the same fields, by a hash of what they ask for. */
interface Group {
  readonly fields: number;
  readonly table: PlaceTable;
}

/** The rules of a chain, by the addresses and the port that they ask for. */
export class ChainIndex {
  readonly #groups: readonly Group[];
  readonly #length: number;

  constructor(rules: readonly ExactFields[]) {
    const groups = new Map<number, Map<number, number[]>>();
    for (const [place, { source, destination, destinationPort }] of rules.entries()) {
      const fields =
        (source === undefined ? 0 : SOURCE) |
        (destination === undefined ? 0 : DESTINATION) |
        (destinationPort === undefined ? 0 : DESTINATION_PORT);
      const hash = hashFields(fields, source ?? 0, destination ?? 0, destinationPort ?? 0);
      const group = groups.get(fields) ?? new Map<number, number[]>();
      groups.set(fields, group);
      const places = group.get(hash);
      if (places === undefined) group.set(hash, [place]);
      else places.push(place);
    }
    this.#groups = [...groups].map(([fields, places]) => ({ fields, table: new PlaceTable(places) }));
    this.#length = rules.length;
  }

  /** The place of the first rule from `from` on that the packet may match; the number of rules if there is none. Nothing is allocated. */
  next(packet: Ipv4Packet, from: number): number {
    // Signed, as a hash is: such numbers need no box.
    const source = packet.source | 0;
    const destination = packet.destination | 0;
    const port = destinationPortOf(packet);
    let next = this.#length;
    for (const { fields, table } of this.#groups) {
      next = table.next(hashFields(fields, source, destination, port), from, next);
    }
    return next;
  }
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

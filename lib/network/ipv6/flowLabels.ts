/** Flow labels: a random number a flow (RFC 6437). Linux: ip6_make_flowlabel, include/net/ipv6.h (net.ipv6.auto_flowlabels 1). */
import type { Ipv6Address, Ipv6Transport } from '../../packet';
import type { Random } from '../random';

const LABELS = 0x100000;

/** The labels of one namespace, 20 bits each. */
export class FlowLabels {
  readonly #labels = new Map<string, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The label of all packets between two addresses and, where there are ports, ports. */
  of(source: Ipv6Address, destination: Ipv6Address, transport: Ipv6Transport): number {
    const ports = transport.kind === 'icmpv6' ? '' : `${transport.sourcePort} ${transport.destinationPort}`;
    const flow = `${source} ${destination} ${transport.kind} ${ports}`;
    const label = this.#labels.get(flow) ?? this.#random.below(LABELS);
    this.#labels.set(flow, label);
    return label;
  }
}

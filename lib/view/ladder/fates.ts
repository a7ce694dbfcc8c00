/**
 * What became of a packet behind the last lane that saw it. Journeys of the same request tell it exactly; without them it is
 * inferred: what went into a namespace, is not for an address that answers there, and came out nowhere, was lost.
 */
import type { Fate, Journey } from '../../lab/observe/journey';
import type { CapturedPacket, Captures } from '../../lab/observe/packets';
import { itemAt } from '../itemAt';
import { PacketIndex } from '../packets/packetIndex';
import { type Chain, DISAGREEMENT, findContinued, PATIENCE } from './chains';
import { type Lane, laneName } from './lanes';

/** How a packet ended. */
export interface PacketFate {
  /** It ended between the last lane that saw it and the next. */
  readonly lost: boolean;
  /** It went on to where no lane is. */
  readonly leaves: boolean;
  /** Which rule dropped it, if that is known. */
  readonly reason: string | undefined;
}

/** TTLs that systems begin with: a forwarded packet has less. */
const FRESH_TTLS = new Set([64, 128, 255]);

/** Whether a packet that goes out was sent by the namespace itself. */
export function beganHere({ direction, ttl }: CapturedPacket): boolean {
  return direction === 'out' && (ttl === undefined || FRESH_TTLS.has(ttl));
}

/** Addresses that are a namespace's own, as `NAMESPACE ADDRESS`: packets from them begin there. */
function ownAddresses(lanes: readonly Lane[], chains: readonly Chain[]): ReadonlySet<string> {
  const first = chains.map(({ sightings }) => itemAt(sightings, 0)).filter(({ packet }) => beganHere(packet));
  return new Set(first.map(({ lane, packet }) => `${itemAt(lanes, lane).namespace} ${packet.source}`));
}

/** Pairs of lanes, `LEFT RIGHT`, that are known to be wired: some packet went from one to the other. */
function wiredLanes(chains: readonly Chain[]): ReadonlySet<string> {
  const pairs = chains.flatMap(({ sightings }) =>
    sightings.slice(1).map(({ lane }, index) => [lane, itemAt(sightings, index).lane].sort((a, b) => a - b).join(' ')),
  );
  return new Set(pairs);
}

/** Journeys and packets that are alike correspond in order. NAT has not touched a packet's source when it comes in. */
function journeyFates(
  lanes: readonly Lane[],
  chains: readonly Chain[],
  journeys: readonly Journey[],
): ReadonlyMap<Chain, Fate> {
  const sign = (namespace: string, flags: string, length: number | undefined, source: string): string =>
    [namespace, flags, length, source.replace(/:\d+$/, '')].join(' ');
  const queues = new Map<string, Fate[]>();
  for (const { namespace, flags, length, source, fate } of journeys) {
    const key = sign(namespace, flags, length, source);
    const queue = queues.get(key);
    if (queue) queue.push(fate);
    else queues.set(key, [fate]);
  }
  const fates = new Map<Chain, Fate>();
  for (const chain of chains) {
    const { namespace } = itemAt(lanes, itemAt(chain.sightings, -1).lane);
    for (const place of new Set(chain.sightings.map(({ lane }) => itemAt(lanes, lane).namespace))) {
      const [first] = chain.sightings.filter(({ lane }) => itemAt(lanes, lane).namespace === place);
      if (first === undefined) continue;
      const { flags = '', length, source } = first.packet;
      const fate = queues.get(sign(place, flags, length, source))?.shift();
      if (fate && place === namespace) fates.set(chain, fate);
    }
  }
  return fates;
}

/** What went out of each namespace, at whichever interface. */
function sentPackets(captures: Captures): ReadonlyMap<string, PacketIndex> {
  const sent = new Map<string, CapturedPacket[]>();
  for (const [key, packets] of Object.entries(captures)) {
    const { namespace } = laneName(key);
    sent.set(namespace, [...(sent.get(namespace) ?? []), ...packets.filter(({ direction }) => direction === 'out')]);
  }
  return new Map([...sent].map(([namespace, packets]) => [namespace, new PacketIndex(packets)]));
}

/** The fates of all packets; an ARP message is never lost, as only the station that it asks for answers. */
export function packetFates(
  lanes: readonly Lane[],
  chains: readonly Chain[],
  captures: Captures,
  journeys: readonly Journey[],
): (chain: Chain) => PacketFate {
  const own = ownAddresses(lanes, chains);
  const wired = wiredLanes(chains);
  const known = journeyFates(lanes, chains, journeys);
  const sent = sentPackets(captures);
  const leavesElsewhere = (namespace: string, packet: CapturedPacket): boolean =>
    sent
      .get(namespace)
      ?.alike(packet, DISAGREEMENT, PATIENCE)
      .some((seen) => findContinued([packet], seen) === 0) ?? false;

  const infer = ({ sightings, rightward }: Chain): Omit<PacketFate, 'reason'> => {
    const { lane, packet } = itemAt(sightings, -1);
    const { namespace } = itemAt(lanes, lane);
    const last = lane === (rightward ? lanes.length - 1 : 0);
    if (packet.direction === 'out') {
      const cut = !last && wired.has(rightward ? `${lane} ${lane + 1}` : `${lane - 1} ${lane}`);
      return { lost: cut, leaves: !cut };
    }
    const leaves = leavesElsewhere(namespace, packet);
    const router = lanes.filter((other) => other.namespace === namespace).length > 1;
    return { lost: !leaves && (router || !last) && !own.has(`${namespace} ${packet.destination}`), leaves };
  };

  return (chain) => {
    const { packet } = itemAt(chain.sightings, -1);
    if (packet.protocol === 'arp') return { lost: false, leaves: packet.direction === 'out', reason: undefined };
    const fate = known.get(chain);
    if (fate === undefined || packet.direction === 'out') return { ...infer(chain), reason: undefined };
    const reason = fate.kind === 'dropped' ? fate.reason : undefined;
    return { lost: reason !== undefined, leaves: fate.kind === 'transmitted', reason };
  };
}

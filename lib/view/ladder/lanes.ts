/**
 * The lanes of a ladder: which interface a name means, and which direction along the wire an interface's `out` points. An
 * interface next to another machine's faces it; of the others the packets tell: a bridge and its ports see a packet with the
 * same direction, the two ends of a cable and the two sides of a router with opposite ones.
 */
import type { CapturedPacket, Captures } from '../../lab/observe/packets';
import { itemAt } from '../itemAt';
import { PacketIndex, packetSign } from '../packets/packetIndex';

/** An interface in a ladder. */
export interface Lane {
  /** As in the captures: `host docker0`. */
  readonly key: string;
  readonly namespace: string;
  readonly device: string;
  readonly packets: readonly CapturedPacket[];
  /** The direction, from the interface's own point of view, of what goes from the left to the right of the picture. */
  readonly rightward: CapturedPacket['direction'];
}

type Named = Omit<Lane, 'rightward'>;

/** One packet is seen at neighbouring interfaces within this time, in ms. */
const TOGETHER = 1;

const OPPOSITE = { in: 'out', out: 'in' } as const;

/** `host docker0` in its parts; a key without a space is an interface of the host, or `NAMESPACE-eth0`. */
export function laneName(key: string): { readonly namespace: string; readonly device: string } {
  const [, namespace = 'host', device = key] = /^(\S+) (.+)$/.exec(key) ?? /^(.+)-(eth\d+)$/.exec(key) ?? [];
  return { namespace, device };
}

function nameLane(key: string, captures: Captures): Named {
  return { key, ...laneName(key), packets: captures[key] ?? [] };
}

/** How many packets of one end of a cable are seen at the other. */
function countShared(one: Named, other: Named): number {
  const unused = [...other.packets];
  return one.packets.filter((packet) => {
    const at = unused.findIndex(
      (seen) =>
        seen.direction !== packet.direction &&
        seen.source === packet.source &&
        seen.destination === packet.destination &&
        Math.abs(seen.time - packet.time) <= TOGETHER &&
        packetSign(seen) === packetSign(packet),
    );
    if (at >= 0) unused.splice(at, 1);
    return at >= 0;
  }).length;
}

function matches(pattern: string, key: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(key);
}

/** The interfaces that the names mean. A name with `*` means the fitting one that its neighbour in another namespace is wired to. */
function chooseLanes(names: readonly string[], captures: Captures): readonly Named[] {
  const known = Object.keys(captures);
  const candidates = names.map((name) => {
    const keys = Object.hasOwn(captures, name) ? [name] : known.filter((key) => matches(name, key));
    if (keys.length > 0) return keys.map((key) => nameLane(key, captures));
    throw new RangeError(`no packets were captured at ${JSON.stringify(name)}; there are ${known.join(', ')}`);
  });
  const taken = new Set(candidates.filter(({ length }) => length === 1).map((only) => itemAt(only, 0).key));
  return candidates.map((fitting, index) => {
    if (fitting.length === 1) return itemAt(fitting, 0);
    const neighbours = [candidates[index - 1], candidates[index + 1]].flatMap((others) => others ?? []);
    const score = (lane: Named): number =>
      neighbours
        .filter(({ namespace }) => namespace !== lane.namespace)
        .reduce((sum, neighbour) => sum + countShared(neighbour, lane), 0);
    const free = fitting.filter(({ key }) => !taken.has(key));
    const ranked = (free.length > 0 ? free : fitting)
      .map((lane) => ({ lane, score: score(lane) }))
      .sort((a, b) => b.score - a.score || b.lane.packets.length - a.lane.packets.length);
    const best = itemAt(ranked, 0).lane;
    taken.add(best.key);
    return best;
  });
}

/** More than 0 if the packets have the same direction at both interfaces, less if opposite ones. */
function countAgreement(one: Named, other: PacketIndex): number {
  let votes = 0;
  for (const packet of one.packets) {
    const [nearest] = [...other.alike(packet, TOGETHER, TOGETHER)].sort(
      (a, b) => Math.abs(a.time - packet.time) - Math.abs(b.time - packet.time),
    );
    if (nearest) votes += nearest.direction === packet.direction ? 1 : -1;
  }
  return votes;
}

/** What the neighbours say: the interface faces the one that is in another namespace. */
function directionByNeighbours(lanes: readonly Named[], index: number): Lane['rightward'] | undefined {
  const lane = itemAt(lanes, index);
  const [left, right] = [lanes[index - 1], lanes[index + 1]].map(
    (other) => other !== undefined && other.namespace !== lane.namespace,
  );
  if (left !== right) return left ? 'in' : 'out';
  const alone = lanes.every(({ namespace }) => namespace === lane.namespace);
  if (alone && index === lanes.length - 1 && lane.device.startsWith('veth')) return 'out';
  return undefined;
}

/** The lanes from left to right. Throws a RangeError for a name that means no interface. */
export function ladderLanes(captures: Captures, names: readonly string[]): readonly Lane[] {
  if (names.length === 0)
    throw new RangeError('a ladder needs lanes: keys of the captured packets, from left to right');
  const lanes = chooseLanes(names, captures);
  const rightward: (Lane['rightward'] | undefined)[] = lanes.map((_, index) => directionByNeighbours(lanes, index));
  if (!rightward.some(Boolean)) rightward[0] = 'in';
  const indexes = lanes.map(({ packets }) => new PacketIndex(packets));
  const settled = rightward.flatMap((direction, index) => (direction ? [index] : []));
  // From those that are settled outwards, each by the packets that it shares with its nearest settled neighbour.
  for (let open = rightward.indexOf(undefined); open >= 0; open = rightward.indexOf(undefined)) {
    const pairs = lanes.flatMap((_, index) =>
      rightward[index]
        ? []
        : settled.map((from) => ({ index, from, votes: countAgreement(itemAt(lanes, index), itemAt(indexes, from)) })),
    );
    const distance = ({ index, from }: (typeof pairs)[number]): number => Math.abs(index - from);
    const told = pairs.filter(({ votes }) => votes !== 0);
    const { index, from, votes } = itemAt(
      (told.length > 0 ? told : pairs).sort((a, b) => distance(a) - distance(b)),
      0,
    );
    const direction = itemAt(rightward, from);
    const foreign = itemAt(lanes, index).namespace !== itemAt(lanes, from).namespace;
    rightward[index] = (votes === 0 ? foreign : votes < 0) ? OPPOSITE[direction] : direction;
    settled.push(index);
  }
  return lanes.map((lane, index) => ({ ...lane, rightward: itemAt(rightward, index) }));
}

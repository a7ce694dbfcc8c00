/** What one command sent, as the playground shows it: moves on cables, and packets in the host's netfilter. */
import type { Lab } from '../../lab/lab';
import type { Journey } from '../../lab/observe/journey';
import type { Observation } from '../../lab/observe/observation';
import type { CapturedPacket } from '../../lab/observe/packets';
import type { Topology, TopologyDevice } from '../../lab/topology';
import { type Microseconds, SECOND } from '../../network';
import { formatCount } from '../../view/figure/textTable';
import { destinationOf, flagWords, packetWords, sourceOf } from '../../view/packets/packetWords';
import { journeyRows } from '../../view/path/journeyRows';
import type { HostPacket, Move, Traffic } from './protocol';
import { cut } from './readState';

/** Moves that a page plays, packets that it lists. */
const MOST_MOVES = 400;
const MOST_PACKETS = 500;

interface TimedMove {
  /** Seconds of the machines' clock. */
  readonly at: number;
  readonly move: () => Omit<Move, 'clock' | 'kind'> & { readonly isArp: boolean; readonly isDrop: boolean };
}

/** The traffic of a command; undefined if no interface carried a packet. `topology` is that after it. */
export function readTraffic(lab: Lab, observation: Observation, topology: Topology): Traffic | undefined {
  const { outcome, journeys, packets } = observation;
  const sent = cableMoves(topology, packets, outcome.startedAt);
  if (sent.length === 0 && journeys.length === 0) return undefined;
  // What happens at the same microsecond: first through the host, then on to the next cable.
  const moves = [...throughMoves(journeys), ...sent, ...dropMoves(journeys)].sort(
    (a, b) => Math.round(a.at * SECOND) - Math.round(b.at * SECOND),
  );
  const clockAt = (seconds: number) => clockOf(lab, Math.round(seconds * SECOND));
  const opened = new Map<string, 'request' | 'reply'>();
  return {
    line: `${outcome.place}# ${outcome.command}`,
    packets: cut(journeys, (journey) => hostPacket(journey, clockAt), MOST_PACKETS),
    moves: cut(
      moves,
      ({ at, move }): Move => {
        const { isArp, isDrop, ...rest } = move();
        const kind = isDrop ? 'drop' : isArp ? 'arp' : directionOf(rest, opened);
        return { ...rest, clock: clockAt(at), kind };
      },
      MOST_MOVES,
    ),
  };
}

/** Whoever speaks first asks; what goes to its port is a request at every interface. */
function directionOf(
  { source, destination }: Pick<Move, 'source' | 'destination'>,
  opened: Map<string, 'request' | 'reply'>,
) {
  const known = opened.get(`${source} ${destination}`);
  if (known !== undefined) return known;
  const port = (end: string) => Number(/:(\d+)$/.exec(end)?.[1] ?? 0);
  const direction = port(source) < port(destination) ? 'reply' : 'request';
  opened.set(`${source} ${destination}`, direction);
  return direction;
}

function cableMoves(
  { namespaces }: Topology,
  packets: Observation['packets'],
  startedAt: number,
): readonly TimedMove[] {
  return namespaces.flatMap(({ name, devices }) => devices.flatMap((device) => movesFrom(name, device)));

  function movesFrom(namespace: string, { name, peer }: TopologyDevice): readonly TimedMove[] {
    if (peer === undefined) return [];
    const [from, to] = [`${namespace} ${name}`, `${peer.namespace} ${peer.device}`];
    return (packets[from] ?? [])
      .filter(({ direction }) => direction === 'out')
      .map((packet) => ({ at: startedAt + packet.time / 1000, move: () => moveOf(packet, from, to) }));
  }
}

function moveOf(packet: CapturedPacket, from: string, to: string): ReturnType<TimedMove['move']> {
  return {
    from,
    to,
    words: packetWords(packet),
    source: sourceOf(packet),
    destination: destinationOf(packet),
    note: '',
    isArp: packet.protocol === 'arp',
    isDrop: false,
  };
}

/** Packets that the host passes on from one of its interfaces to another. */
function throughMoves(journeys: readonly Journey[]): readonly TimedMove[] {
  return journeys.flatMap((journey): TimedMove[] => {
    const { at, namespace, source, destination, translations, fate } = journey;
    if (journey.in === '' || journey.out === '' || journey.in === journey.out || fate.kind !== 'transmitted') return [];
    const [from, to] = [`${namespace} ${journey.in}`, `${namespace} ${journey.out}`];
    const note = translations.map(({ field, after }) => `${field} becomes ${after}`).join(', ');
    const through = { from, to, words: journeyWords(journey), source, destination, note, isArp: false, isDrop: false };
    return [{ at, move: () => through }];
  });
}

function dropMoves(journeys: readonly Journey[]): readonly TimedMove[] {
  return journeys.flatMap((journey): TimedMove[] => {
    const { fate, at, namespace, source, destination } = journey;
    if (fate.kind !== 'dropped') return [];
    const from = `${namespace} ${journey.in}`.trimEnd();
    const words = journeyWords(journey);
    const dropped = { from, to: undefined, words, source, destination, note: fate.reason, isArp: false, isDrop: true };
    return [{ at, move: () => dropped }];
  });
}

function hostPacket(journey: Journey, clockAt: (seconds: number) => string): HostPacket {
  const { fate, source, destination } = journey;
  return {
    clock: clockAt(journey.at),
    words: journeyWords(journey),
    source,
    destination,
    way: `${journey.in || 'a process'} → ${journey.out || (fate.kind === 'dropped' ? 'nowhere' : 'a process')}`,
    fate: fateText(journey),
    isDropped: fate.kind === 'dropped',
    steps: journeyRows([journey]),
  };
}

/** `SYN 60`, `ICMP 84`. */
function journeyWords({ protocol, flags, length }: Journey): string {
  return `${flags === '' ? protocol.toUpperCase() : flagWords(flags)} ${formatCount(length)}`;
}

function fateText({ fate }: Journey): string {
  if (fate.kind === 'transmitted') return `transmitted by ${fate.device}`;
  return fate.kind === 'delivered' ? `delivered to ${fate.to}` : `dropped: ${fate.reason}`;
}

/** `08:00:01.000123` */
function clockOf({ host }: Lab, at: Microseconds): string {
  return `${host.date(at).toISOString().slice(11, 19)}.${String(at % SECOND).padStart(6, '0')}`;
}

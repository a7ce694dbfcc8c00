/** Who began to talk to whom during a command, and what came back, read off what the interfaces carried. */
import type { Observation } from '../observe/observation';
import type { CapturedPacket } from '../observe/packets';

/** A packet, and the interface that carried it. */
interface Sighting extends CapturedPacket {
  /** The machine or container. */
  readonly namespace: string;
  /** `NAMESPACE DEVICE` */
  readonly interface: string;
}

/** What became of a conversation's first packet. */
export interface Conversation {
  readonly protocol: string;
  /** What the one who began it got. */
  readonly got: 'answer' | 'refusal' | 'nothing';
  /** The address that the last receiver saw as the sender's; undefined if nobody received it. */
  readonly saw: string | undefined;
}

/**
 * Conversations that containers and the client began, in their order. The host's own are told apart from those of docker-proxy
 * by their order alone: of a command in which nobody else began one, its first.
 */
export function conversationsOf({ packets, outcome }: Observation, host: string): readonly Conversation[] {
  const seen = Object.entries(packets)
    .flatMap(([name, rows]) =>
      rows.map((row): Sighting => ({ ...row, interface: name, namespace: name.split(' ', 1)[0] ?? '' })),
    )
    .filter(({ protocol }) => protocol !== 'arp')
    .sort((a, b) => a.time - b.time);
  const keys = new Set<string>();
  const starts = seen.filter((packet, index) => {
    const key = endsOf(packet).join(' ');
    if (packet.direction !== 'out' || keys.has(key) || !isFirst(packet, seen.slice(0, index))) return false;
    keys.add(key);
    return true;
  });
  const others = starts.filter(({ namespace }) => namespace !== host);
  const begun = others.length > 0 ? others : starts.slice(0, 1);
  return begun.map((start, index) => {
    const end = begun[index + 1]?.time ?? Number.POSITIVE_INFINITY;
    const during = seen.filter(({ time }) => time >= start.time && time < end);
    const arrived = during.filter((packet, at) => packet.direction === 'in' && isFirst(packet, during.slice(0, at)));
    const back = seen.filter(
      (packet) =>
        packet.interface === start.interface &&
        packet.direction === 'in' &&
        packet.time >= start.time &&
        isReply(packet, [start]),
    );
    return {
      protocol: start.protocol,
      got: gotBy(start, back, outcome.exitCode === 0),
      saw: arrived.at(-1)?.source,
    };
  });
}

function gotBy(start: Sighting, back: readonly Sighting[], succeeded: boolean): Conversation['got'] {
  const answers = back.filter((packet) => packet.source === start.destination && packet.protocol === start.protocol);
  if (start.protocol === 'icmp') {
    if (succeeded && answers.length > 0) return 'answer';
    return back.length > 0 ? 'refusal' : 'nothing';
  }
  const own = answers.filter(({ sourcePort }) => sourcePort === start.destinationPort);
  const isReset = own.some(({ flags }) => flags?.includes('R'));
  if (start.protocol !== 'tcp' && own.length > 0) return 'answer';
  if (own.some(({ payload = 0 }) => payload > 0)) return 'answer';
  if (own.length > 0 && succeeded && !isReset) return 'answer';
  return isReset || back.some(({ protocol }) => protocol === 'icmp') ? 'refusal' : 'nothing';
}

function endsOf({ protocol, source, sourcePort, destination, destinationPort }: Sighting) {
  return [protocol, source, sourcePort, destination, destinationPort];
}

/** Whether it begins something: a SYN does, and what goes to nobody who sent before. */
function isFirst(packet: Sighting, earlier: readonly Sighting[]): boolean {
  return packet.protocol === 'tcp' ? packet.flags === 'S' : !isReply(packet, earlier);
}

/**
 * Whether it goes to somebody who sent before; an ICMP error has no ports. A bridge whose packets iptables sees shows an answer
 * with its receiver's own address already, and the request with the one that NAT gave it.
 */
function isReply(packet: Sighting, earlier: readonly Sighting[]): boolean {
  const { source, sourcePort, destination, destinationPort } = packet;
  if (destinationPort === undefined) return earlier.some((sent) => sent.source === destination);
  return earlier.some(
    (sent) =>
      sent.sourcePort === destinationPort &&
      (sent.source === destination || (sent.destination === source && sent.destinationPort === sourcePort)),
  );
}

/** One packet alone, as a question describes it, sent as its sender's kernel would send it. */
import { type OutputRoute, routeOutput, sendIp } from '../../network';
import {
  ACK,
  encodeUtf8,
  FIN,
  ipv4Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  PSH,
  RST,
  SYN,
  type Transport,
  URG,
} from '../../packet';
import { QuestionError } from './question';
import type { ResolvedQuestion } from './resolve';

/** What is told of a packet. */
export interface DescribedPacket {
  readonly flags: number;
  readonly length: number | undefined;
  readonly ttl: number;
  readonly mark: number;
  /** Of a connection that the host knows. */
  readonly established: boolean;
}

const FLAGS: Readonly<Record<string, number>> = { F: FIN, S: SYN, R: RST, P: PSH, U: URG, '.': ACK, A: ACK };
/** Of a segment with timestamps, in bytes. */
const WITH_TIMESTAMPS = 52;
const WITHOUT = 40;
/** Where a question names no port of the sender. */
const USUAL_PORT = 40_608;

/** `undefined` if the question is about a whole exchange. Throws a `QuestionError` for words that say nothing of a packet. */
export function describedPacket(state: string | undefined): DescribedPacket | undefined {
  if (state === undefined || state === 'new' || state === '') return undefined;
  const words = state.trim().split(/[\s,=]+/);
  let packet: DescribedPacket = {
    flags: ACK,
    length: undefined,
    ttl: 64,
    mark: 0,
    established: words[0] === 'established',
  };
  for (let at = packet.established ? 1 : 0; at < words.length; at += 2) {
    const [word = '', value = ''] = words.slice(at, at + 2);
    if (word === 'flags') packet = { ...packet, flags: flagsOf(value) };
    else if (isNumber(word) && /^(?:0x[0-9a-f]+|\d+)$/i.test(value)) {
      const { from, to } = RANGES[word];
      if (Number(value) < from || Number(value) > to)
        throw new QuestionError(`${word} ${value}: it goes from ${from} to ${to}`);
      packet = { ...packet, [word]: Number(value) };
    } else
      throw new QuestionError(
        `"${state}" is no state: write new, established, or what is known of a packet, such as "flags R. length 52 ttl 64 mark 0"`,
      );
  }
  return packet;
}

/** What a packet's numbers may be. */
const RANGES = {
  length: { from: 20, to: 65_535 },
  ttl: { from: 1, to: 255 },
  mark: { from: 0, to: 0xffff_ffff },
} as const;

function isNumber(word: string): word is keyof typeof RANGES {
  return Object.hasOwn(RANGES, word);
}

function flagsOf(text: string): number {
  const flags = [...text].map((letter) => FLAGS[letter]);
  if (text === '' || flags.some((flag) => flag === undefined))
    throw new QuestionError(`"${text}" are no flags of TCP: write them as tcpdump does, S, S., P., R, F.`);
  return flags.reduce<number>((sum, flag) => sum | (flag ?? 0), 0);
}

/** Sends it; an error of routing, if its sender has no route. */
export function sendDescribed(
  { from, to, protocol, question }: ResolvedQuestion,
  packet: DescribedPacket,
): string | undefined {
  const { net } = from.place;
  if (packet.mark !== 0 && from.kind !== 'host')
    throw new QuestionError(
      'a mark stays in the machine that sets it: only what the host itself sends has one from the start',
    );
  const output = routeOutput(net, to.address, from.address, packet.mark);
  if (typeof output === 'string') return output;
  const transport = transportOf(packet, protocol, from.port === 0 ? USUAL_PORT : from.port, to.port, question.payload);
  const number = { tcp: PROTOCOL_TCP, udp: PROTOCOL_UDP, icmp: PROTOCOL_ICMP }[protocol];
  send(
    net,
    output,
    ipv4Packet(
      { source: output.source, destination: to.address, protocol: number, ttl: packet.ttl, identification: 1 },
      transport,
    ),
    packet.mark,
  );
  return undefined;
}

function send(
  net: ResolvedQuestion['from']['place']['net'],
  output: OutputRoute,
  packet: ReturnType<typeof ipv4Packet>,
  mark: number,
): void {
  sendIp(net, packet, output, { uid: 0, gid: 0 }, (skb) => {
    skb.notes.mark = mark;
  });
  net.clock.backlog.deliver();
  net.clock.advance(200_000);
}

function transportOf(
  { flags, length }: DescribedPacket,
  protocol: ResolvedQuestion['protocol'],
  sourcePort: number,
  destinationPort: number,
  payload: string | undefined,
): Transport {
  const bytes = encodeUtf8(payload ?? '');
  if (protocol === 'udp') {
    const size = length === undefined ? bytes.length : Math.max(0, length - 28);
    return { kind: 'udp', sourcePort, destinationPort, payload: payload === undefined ? new Uint8Array(size) : bytes };
  }
  if (protocol === 'icmp')
    return {
      kind: 'icmp',
      type: 8,
      code: 0,
      rest: 0x0001_0001,
      payload: new Uint8Array(Math.max(0, (length ?? 84) - 28)),
    };
  const size = length ?? WITH_TIMESTAMPS;
  const stamped = size >= WITH_TIMESTAMPS;
  const head = stamped ? WITH_TIMESTAMPS : WITHOUT;
  return {
    kind: 'tcp',
    sourcePort,
    destinationPort,
    sequence: 1000,
    acknowledgement: flags & ACK ? 2000 : 0,
    flags,
    window: 501,
    options: stamped ? { timestamps: { value: 1, echo: 1 } } : {},
    payload: payload === undefined ? new Uint8Array(Math.max(0, size - head)) : bytes,
  };
}

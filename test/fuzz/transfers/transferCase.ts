/** Random transfers: a connection whose segments the router's rules lose, both ends' programs, and what there is to see of it. */
import fc from 'fast-check';
import { ACK, formatTcpFlags, type Ipv4Packet, SYN } from '../../../lib/packet';

export interface TransferCase {
  /** Of client and server: sysctls that differ from what they are by themselves. */
  readonly settings: Readonly<Record<string, string>>;
  /** The router's, as FuzzCase has them. */
  readonly rules: readonly string[];
  /** What the programs do once they have the connection: calls of record.py. */
  readonly client: readonly string[];
  readonly server: readonly string[];
}

/** What there was to see. */
export interface TransferOutcome {
  /** Of the client's program and of the server's: `ok`, or the error that ended it. */
  readonly programs: readonly string[];
  /** As Outcome has them. */
  readonly counters: readonly string[];
  /** What the router's interfaces carried, in order. */
  readonly segments: readonly string[];
}

/** A case with what the real kernel made of it. */
export interface RecordedTransfer extends TransferCase {
  readonly real: TransferOutcome;
}

/** What a case may set, as it is otherwise. */
export const SETTINGS = { 'net.ipv4.tcp_sack': '1', 'net.ipv4.tcp_timestamps': '1' } as const;

/** The segments of one connection, with numbers that count from each end's first. */
export function describeSegments(seen: readonly { readonly at: string; readonly packet: Ipv4Packet }[]): string[] {
  const first = new Map<number, number>();
  return seen.map(({ at, packet: { source, destination, transport } }) => {
    if (transport.kind !== 'tcp') return `${at} ${transport.kind}`;
    const { sequence, acknowledgement, flags, window, options, payload } = transport;
    if (flags & SYN && !first.has(source)) first.set(source, sequence);
    const from = (start: number | undefined, number: number) => (number - (start ?? number)) >>> 0;
    const blocks = options.selectiveAcks ?? [];
    return [
      `${at} ${formatTcpFlags(flags)} ${from(first.get(source), sequence)}+${payload.length}`,
      `ack ${flags & ACK ? from(first.get(destination), acknowledgement) : 0} win ${window}`,
      ...(blocks.length === 0
        ? []
        : [
            `sack ${blocks.map(({ start, end }) => `${from(first.get(destination), start)}-${from(first.get(destination), end)}`).join(',')}`,
          ]),
      ...(options.maximumSegmentSize === undefined ? [] : [`mss ${options.maximumSegmentSize}`]),
      ...(options.windowScale === undefined ? [] : [`wscale ${options.windowScale}`]),
      ...(options.sackPermitted ? ['sackOK'] : []),
      ...(options.timestamps === undefined ? [] : ['ts']),
    ].join(' ');
  });
}

function oneOf(...texts: string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...texts);
}

/** Which segments a rule is about. */
const about = fc.oneof(
  oneOf('-i inner', '-i outer', '-i inner -p tcp', '-i outer -p tcp', '-p tcp'),
  oneOf('-i inner -m length --length 53:1500', '-i outer -m length --length 53:1500', '-m length --length 53:1500'),
  oneOf('-i inner -m length --length 1500', '-m length --length 1500', '-i outer -m length --length 1000:1500'),
  oneOf('-i outer -m length --length 0:52', '-i inner -m length --length 0:52', '-i outer -m length --length 53:80'),
  oneOf(
    '-p tcp -m tcp --tcp-flags FIN FIN',
    '-i inner -p tcp -m tcp --tcp-flags PSH PSH',
    '-i outer -p tcp -m tcp --tcp-flags PSH PSH',
    '-i outer -p tcp -m tcp --tcp-flags SYN,PSH,FIN NONE',
    '-p tcp -m tcp --tcp-flags SYN SYN',
    '-p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK',
  ),
  oneOf(
    '-p tcp -m tcp --tcp-option 5',
    '-m u32 --u32 "0&0xFFFF=0x35:0x200"',
    '-i inner -m u32 --u32 "0&0xFFFF=0x400:0x5DC"',
    '-m u32 --u32 "0>>22&0x3C@12>>16&0x8=0x8"',
  ),
);

/** Which of those are lost: never all, so that a transfer comes to its end. */
const some = fc.oneof(
  fc
    .tuple(fc.integer({ min: 2, max: 9 }), fc.nat(8))
    .map(([every, packet]) => `-m statistic --mode nth --every ${every} --packet ${packet % every}`),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.nat(3), oneOf('original', 'reply', 'both'))
    .map(
      ([from, more, direction]) =>
        `-m connbytes --connbytes ${from}:${from + more} --connbytes-dir ${direction} --connbytes-mode packets`,
    ),
  fc.integer({ min: 40, max: 4000 }).map((bytes) => `-m quota --quota ${bytes}`),
);

const place = oneOf('-t raw -A PREROUTING', '-t mangle -A FORWARD', '-t filter -A FORWARD', '-t mangle -A POSTROUTING');

/** connbytes knows nothing before the connection is tracked; `-i` is not asked behind the routing decision. */
function fits(rule: string): boolean {
  if (rule.startsWith('-t raw')) return !rule.includes('connbytes');
  return !(rule.startsWith('-t mangle -A POSTROUTING') && rule.includes(' -i '));
}

const losses = fc.array(
  fc
    .tuple(place, about, some)
    .map((words) => `${words.join(' ')} -j DROP`)
    .filter(fits),
  { minLength: 1, maxLength: 3 },
);

const clamp = fc.oneof(
  { weight: 5, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(536, 700, 1000, 1200)
      .map((mss) => [`-t mangle -A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss ${mss}`]),
  },
);

/** Packets that are only counted. */
const COUNTED = [
  '-t filter -A FORWARD -p tcp -m tcp --tcp-option 5',
  '-t filter -A FORWARD -m conntrack --ctstate INVALID',
  '-t filter -A FORWARD -i inner -m length --length 1500',
];

/** Apart from the times of timers: 40 ms, 200 ms and more. */
const wait = fc.constantFrom(0, 0, 0, 25, 90, 450);
const length = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 600 }) },
  { weight: 4, arbitrary: fc.constantFrom(1447, 1448, 1449, 2896, 4344) },
  { weight: 8, arbitrary: fc.integer({ min: 600, max: 4000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 4000, max: 9000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 9000, max: 14_000 }) },
);

/** What one end sends, in how many writes. */
const writes = (maxLength: number) => fc.array(fc.tuple(length, wait), { minLength: 1, maxLength });

type Writes = readonly (readonly [number, number])[];

function sending(parts: Writes): string[] {
  return parts.flatMap(([bytes, after]) => [`send ${bytes}`, ...(after === 0 ? [] : [`wait ${after}`])]);
}

function total(parts: Writes): number {
  return parts.reduce((sum, [bytes]) => sum + bytes, 0);
}

/** A call that waits longer than any transfer takes. */
const ACCEPT = 'accept 12000';

/** Who speaks when, and who ends first. */
const KINDS = ['answered', 'answered', 'half closed', 'client ends', 'at once', 'one way'] as const;

function programs(kind: (typeof KINDS)[number], request: Writes, answer: Writes) {
  const [asked, told] = [total(request), total(answer)];
  switch (kind) {
    case 'answered':
      return {
        client: [...sending(request), 'eof', 'close'],
        server: [ACCEPT, `recv ${asked}`, ...sending(answer), 'close'],
      };
    case 'half closed':
      return {
        client: [...sending(request), 'shutdown', 'eof', 'close'],
        server: [ACCEPT, 'eof', ...sending(answer), 'close'],
      };
    case 'client ends':
      return {
        client: [...sending(request), `recv ${told}`, 'close'],
        server: [ACCEPT, `recv ${asked}`, ...sending(answer), 'eof', 'close'],
      };
    case 'at once':
      return {
        client: [...sending(request), `recv ${told}`, 'close'],
        server: [ACCEPT, 'wait 60', ...sending(answer), `recv ${asked}`, 'eof', 'close'],
      };
    case 'one way':
      return { client: [...sending(request), 'close'], server: [ACCEPT, 'eof', 'close'] };
  }
}

const settings = fc
  .tuple(fc.constantFrom('1', '1', '1', '0'), fc.constantFrom('1', '1', '1', '0'))
  .map(([sack, timestamps]) => ({
    ...(sack === '1' ? {} : { 'net.ipv4.tcp_sack': sack }),
    ...(timestamps === '1' ? {} : { 'net.ipv4.tcp_timestamps': timestamps }),
  }));

export const transfers: fc.Arbitrary<TransferCase> = fc
  .tuple(settings, clamp, losses, fc.constantFrom(...KINDS), writes(2), writes(3))
  .map(([chosen, clamped, lost, kind, request, answer]) => ({
    settings: chosen,
    rules: [...clamped, ...lost, ...COUNTED],
    ...programs(kind, request, answer),
  }));

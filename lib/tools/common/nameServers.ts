/**
 * Asking name servers, as programs do by glibc's resolver: what /etc/resolv.conf says, questions as UDP packets, each server
 * in turn, the round of them twice. glibc 2.36: resolv/res_send.c (send_dg, send_vc), res_init.c.
 * Not modelled: `rotate`, `edns0` and the other flags.
 */
import { connectTcp, familyOf, type Process, pause, read, userOf, type Wait, waitFor, write } from '../../machine';
import { type Microseconds, type Random, SECOND, UdpSocket } from '../../network';
import { concatenate, IPV4_LOOPBACK, type IpAddress, parseIp } from '../../packet';
import {
  DNS_CODES,
  DNS_PORT,
  type DnsMessage,
  type DnsQuestion,
  decodeDns,
  dnsQuery,
  encodeDns,
} from '../../packet/dns';

/** What /etc/resolv.conf says. */
export interface ResolverSettings {
  /** At most three. */
  readonly servers: readonly IpAddress[];
  /** Domains that a name is tried in. */
  readonly search: readonly string[];
  /** A name with fewer dots is tried in the domains first. */
  readonly ndots: number;
  /** How long an answer is waited for. */
  readonly timeout: Microseconds;
  /** How often each server is asked. */
  readonly attempts: number;
}

type Blocking<T> = Generator<Wait, T, void>;

const RESOLV_CONF = '/etc/resolv.conf';
const MOST_SERVERS = 3;
/** Both questions leave by one sendmmsg(2); a server of the same machine answers the first before the second leaves. */
const BETWEEN_QUESTIONS: Microseconds = 150;
/** net.ipv4.ip_local_port_range. */
const [FIRST_PORT, PORTS] = [32_768, 28_232];

/** Reads /etc/resolv.conf; without servers in it this machine itself is asked. resolv.conf(5). */
export function readResolverSettings({ place: { files } }: Process): ResolverSettings {
  const lines = (files.get(RESOLV_CONF)?.content ?? '')
    .split('\n')
    .filter((line) => !/^[#;]/.test(line))
    .map((line) => line.trim().split(/\s+/));
  const servers = lines.flatMap(([word, text = '']) => (word === 'nameserver' ? (parseIp(text) ?? []) : []));
  const options = lines.flatMap(([word, ...rest]) => (word === 'options' ? rest : []));
  const option = (name: string, usual: number, most: number) => {
    const given = options
      .filter((text) => text.startsWith(`${name}:`))
      .at(-1)
      ?.slice(name.length + 1);
    return Math.min(most, Number.parseInt(given ?? '', 10) || (given?.startsWith('0') ? 0 : usual));
  };
  return {
    servers: servers.length === 0 ? [IPV4_LOOPBACK] : servers.slice(0, MOST_SERVERS),
    search:
      lines
        .filter(([word]) => word === 'search' || word === 'domain')
        .at(-1)
        ?.slice(1) ?? [],
    ndots: option('ndots', 1, 15),
    timeout: Math.max(1, option('timeout', 5, 30)) * SECOND,
    attempts: Math.max(1, option('attempts', 2, 5)),
  };
}

/**
 * Asks all questions at once, one server after another: their answers in the questions' order, or `undefined` if no server has
 * answered all of them. `limit` is how long the program itself has patience.
 */
export function* askNameServers(
  process: Process,
  questions: readonly DnsQuestion[],
  settings: ResolverSettings,
  limit: Microseconds = Number.POSITIVE_INFINITY,
): Blocking<readonly DnsMessage[] | undefined> {
  const { clock } = process.place.net;
  const { servers, timeout, attempts } = settings;
  const { chance } = process.place.machine;
  const queries = questions.map((question) => dnsQuery(chance.below(0x1_0000), question));
  const deadline = clock.now + limit;
  const sockets = new Map<IpAddress, UdpSocket>();
  let failed: readonly DnsMessage[] | undefined;
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      for (const [index, server] of servers.entries()) {
        // Later servers share the time. res_send.c: send_dg.
        const patience = index === 0 ? timeout : Math.floor((timeout * 2 ** index) / servers.length);
        const socket = sockets.get(server) ?? openSocket(process, server);
        if (socket === undefined) continue;
        sockets.set(server, socket);
        const answers = yield* exchange(process, socket, queries, Math.min(patience, deadline - clock.now));
        if (answers === undefined) {
          // Its port is kept for another try, unless something went wrong with it.
          if (socket.takeError() !== undefined) {
            process.close(socket);
            sockets.delete(server);
          }
          if (clock.now >= deadline) return undefined;
          continue;
        }
        if (answers.every(({ code }) => isAnswer(code))) return yield* askAgainIfCut(process, server, queries, answers);
        failed = answers;
      }
    }
    return failed;
  } finally {
    for (const socket of sockets.values()) process.close(socket);
  }
}

/** Whether a server knows, or knows that there is nothing; with another code the next one is asked. */
function isAnswer(code: number): boolean {
  return code === DNS_CODES.NOERROR || code === DNS_CODES.NXDOMAIN;
}

/** A socket of one's own for a server; `undefined` if no route leads there. */
function openSocket(process: Process, server: IpAddress, port = DNS_PORT): UdpSocket | undefined {
  const { net, machine } = process.place;
  const socket = process.hold(new UdpSocket(net, familyOf(server), userOf(process.place)));
  while (net.sockets.bind(socket, socket.localAddress, drawPort(machine.chance)) !== undefined);
  if (socket.connect(server, port) === undefined) return socket;
  process.close(socket);
  return undefined;
}

/** A port as connect(2) gives one. It is drawn apart, so that names move no port of a connection. */
export function drawPort(chance: Random): number {
  return FIRST_PORT + chance.below(PORTS);
}

/** Sends messages to the peer of a socket, and waits for the answers to all of them; `undefined` if one does not come. */
export function* exchange(
  process: Process,
  socket: UdpSocket,
  queries: readonly DnsMessage[],
  patience: Microseconds,
): Blocking<readonly DnsMessage[] | undefined> {
  const { clock } = process.place.net;
  const deadline = clock.now + patience;
  socket.received.length = 0;
  for (const [index, query] of queries.entries()) {
    if (index > 0) yield* pause(process, BETWEEN_QUESTIONS);
    if (socket.sendTo(socket.remoteAddress, socket.remotePort, encodeDns(query)) !== undefined) return undefined;
  }
  const answers = new Map<DnsMessage, DnsMessage>();
  for (;;) {
    for (const { payload } of socket.received.splice(0)) {
      const answer = readMessage(payload);
      const query = queries.find((asked) => answer !== undefined && isAnswerTo(answer, asked));
      if (query !== undefined && answer !== undefined) answers.set(query, answer);
    }
    const all = queries.flatMap((query) => answers.get(query) ?? []);
    if (all.length === queries.length) return all;
    const isTold = () => socket.received.length > 0 || socket.error !== undefined;
    if (!(yield* waitFor(process, [socket], isTold, Math.max(0, deadline - clock.now)))) return undefined;
    if (socket.received.length === 0) return undefined;
  }
}

/** A message in the bytes, if they are one. */
export function readMessage(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return decodeDns(bytes);
  } catch {
    return undefined;
  }
}

function isAnswerTo(answer: DnsMessage, { id, questions: [asked] }: DnsMessage): boolean {
  const [question] = answer.questions;
  return (
    answer.response &&
    answer.id === id &&
    question?.type === asked?.type &&
    question?.name.toLowerCase() === asked?.name.replace(/\.$/, '').toLowerCase()
  );
}

/** What did not fit into a datagram is asked for by TCP. res_send.c: send_vc. */
function* askAgainIfCut(
  process: Process,
  server: IpAddress,
  queries: readonly DnsMessage[],
  answers: readonly DnsMessage[],
): Blocking<readonly DnsMessage[]> {
  if (!answers.some(({ truncated }) => truncated)) return answers;
  const whole: DnsMessage[] = [];
  for (const query of queries) {
    const answer = yield* askByTcp(process, server, DNS_PORT, query);
    if (answer === undefined) return answers;
    whole.push(answer);
  }
  return whole;
}

/** One question by TCP, where two bytes before a message say how long it is (RFC 1035, 4.2.2). */
export function* askByTcp(
  process: Process,
  server: IpAddress,
  port: number,
  query: DnsMessage,
  patience: Microseconds = 5 * SECOND,
): Blocking<DnsMessage | undefined> {
  const socket = yield* connectTcp(process, server, port, patience);
  if (typeof socket === 'string') return undefined;
  try {
    if ((yield* write(process, socket, withLength(encodeDns(query)))) !== undefined) return undefined;
    let got: Uint8Array = new Uint8Array();
    for (;;) {
      const message = takeWithLength(got);
      if (message !== undefined) return readMessage(message);
      const more = yield* read(process, socket, patience);
      if (typeof more === 'string' || more.length === 0) return undefined;
      got = concatenate(got, more);
    }
  } finally {
    process.close(socket);
  }
}

/** A message as TCP carries it. */
export function withLength(message: Uint8Array): Uint8Array {
  return concatenate(Uint8Array.of(message.length >> 8, message.length & 255), message);
}

/** The first message of what TCP has brought, if it is whole. */
export function takeWithLength(bytes: Uint8Array): Uint8Array | undefined {
  const [high, low] = bytes;
  if (high === undefined || low === undefined) return undefined;
  const end = 2 + high * 256 + low;
  return bytes.length < end ? undefined : bytes.subarray(2, end);
}

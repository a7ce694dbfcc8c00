/** One question to name servers, as bind9's programs ask it: each server in turn, again and again, and what went wrong. bind 9.18: bin/dig/dighost.c. */
import { familyOf, type Process, userOf, type Wait } from '../../machine';
import { type Errno, type Microseconds, UdpSocket } from '../../network';
import { formatIp, IPV4_LOOPBACK, type IpAddress, parseIp } from '../../packet';
import { DNS_TYPES, type DnsMessage, type DnsRecord, dnsQuery, encodeDns } from '../../packet/dns';
import { askByTcp, drawPort, exchange } from '../common/nameServers';
import { resolveAll } from '../common/resolve';

/** How a question is asked. */
export interface Manner {
  readonly servers: readonly IpAddress[];
  readonly port: number;
  readonly tries: number;
  readonly patience: Microseconds;
  readonly tcp: boolean;
}

/** An answer, and who gave it. */
export interface Reply {
  readonly message: DnsMessage;
  /** In bytes. */
  readonly size: number;
  readonly server: IpAddress;
  readonly took: Microseconds;
  readonly tcp: boolean;
}

/** The size that UDP messages may have (RFC 6891), and the option that a server knows a client by again (RFC 7873). */
const UDP_SIZE = 1232;
const COOKIE = 10;
const COOKIE_LENGTH = 8;

const ERROR_WORDS: Partial<Record<Errno, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

/** A question with what these programs add to it. */
export function questionOf(
  { place: { machine } }: Process,
  name: string,
  type: number,
  { edns = true, cookie = true, recurse = true, ad = true } = {},
): DnsMessage {
  const { chance } = machine;
  const plain = dnsQuery(chance.below(0x1_0000), { name: name.replace(/\.$/, ''), type });
  const drawn = Array.from({ length: COOKIE_LENGTH }, () => chance.below(256));
  const data = Uint8Array.from(cookie ? [0, COOKIE, 0, COOKIE_LENGTH, ...drawn] : []);
  const opt: DnsRecord = { name: '', type: DNS_TYPES.OPT, class: UDP_SIZE, ttl: 0, data };
  return { ...plain, recursionDesired: recurse, authenticData: ad, additionals: edns ? [opt] : [] };
}

/** Asks one server after another; complaints are printed. `undefined` if none has answered. */
export function* askServers(
  process: Process,
  query: DnsMessage,
  { servers, port, tries, patience, tcp }: Manner,
): Generator<Wait, Reply | undefined, void> {
  const { clock } = process.place.net;
  for (let attempt = 0; attempt < tries; attempt++)
    for (const server of servers) {
      const began = clock.now;
      const message = tcp
        ? yield* byTcp(process, server, port, query, patience)
        : yield* byUdp(process, server, port, query, patience);
      if (message === undefined) continue;
      const reply = { message, size: encodeDns(message).length, server, took: clock.now - began, tcp };
      if (tcp || !message.truncated) return reply;
      process.stdout += ';; Truncated, retrying in TCP mode.\n';
      return yield* askServers(process, query, { servers: [server], port, tries, patience, tcp: true });
    }
  return undefined;
}

function* byUdp(
  process: Process,
  server: IpAddress,
  port: number,
  query: DnsMessage,
  patience: Microseconds,
): Generator<Wait, DnsMessage | undefined, void> {
  const { net, machine } = process.place;
  const socket = process.hold(new UdpSocket(net, familyOf(server), userOf(process.place)));
  try {
    while (net.sockets.bind(socket, socket.localAddress, drawPort(machine.chance)) !== undefined);
    const unreached = socket.connect(server, port);
    if (unreached !== undefined) {
      const about = query.questions[0]?.name ?? '';
      process.stdout += `;; UDP setup with ${endOf(server, port)}(${formatIp(server)}) for ${about} failed: ${wordsOf(unreached)}.\n`;
      return undefined;
    }
    const answers = yield* exchange(process, socket, [query], patience);
    if (answers !== undefined) return answers[0];
    const error = socket.takeError();
    process.stdout += `;; communications error to ${endOf(server, port)}: ${error === undefined ? 'timed out' : wordsOf(error)}\n`;
    return undefined;
  } finally {
    process.close(socket);
  }
}

function* byTcp(
  process: Process,
  server: IpAddress,
  port: number,
  query: DnsMessage,
  patience: Microseconds,
): Generator<Wait, DnsMessage | undefined, void> {
  const { clock } = process.place.net;
  const began = clock.now;
  const message = yield* askByTcp(process, server, port, query, patience);
  if (message !== undefined) return message;
  const why = clock.now - began >= patience ? 'timed out' : 'connection refused';
  const about = query.questions[0]?.name ?? '';
  process.stdout += `;; Connection to ${endOf(server, port)}(${formatIp(server)}) for ${about} failed: ${why}.\n${NO_SERVERS}`;
  return undefined;
}

/** What is said in the end. */
export const NO_SERVERS = ';; no servers could be reached\n';

/** `127.0.0.1#53` */
export function endOf(server: IpAddress, port: number): string {
  return `${formatIp(server)}#${port}`;
}

function wordsOf(error: Errno): string {
  return ERROR_WORDS[error] ?? 'failure';
}

/** The servers that a word on the command line means; none if the name is not known. */
export function* serversNamed(process: Process, word: string): Generator<Wait, readonly IpAddress[], void> {
  const literal = parseIp(word);
  if (literal !== undefined) return [literal];
  const found = yield* resolveAll(process, word);
  return typeof found === 'string' ? [] : found;
}

/** Those of /etc/resolv.conf, or this machine. */
export function usualServers(servers: readonly IpAddress[]): readonly IpAddress[] {
  return servers.length === 0 ? [IPV4_LOOPBACK] : servers;
}

/** `nc` of Debian's netcat-openbsd 1.219. Not modelled: all options but -4 -6 -b -k -l -N -n -p -q -s -u -v -w -z. */
import { accept, BindError, listenTcp, type Process, type Program, pause, type Thread, type Wait } from '../../machine';
import { ERRNO_TEXT, type Microseconds, SECOND, TcpSocket, UdpSocket } from '../../network';
import { encodeUtf8, formatIp, IPV6_UNSPECIFIED, type IpAddress, parseIp } from '../../packet';
import { failProcess } from '../common/command';
import { type Letters, readLetters } from '../common/letters';
import { type IpVersion, type NameProblem, nameOf, resolve, resolveAll } from '../common/resolve';
import { portOfService, serviceName } from '../netstat/services';
import { awaitPeer, connectPeer, exchange, type Peer, send } from './connection';

const LETTERS = '46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:tT:UuvV:W:w:X:x:Zz';
const REFUSED = 'CDdFhIiMmOPrStTUVWXxZ';
const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
\t  [destination] [port]
`;
/** It reads and writes so much at a time. */
const BLOCK = 16_384;

/** How often a datagram is tried on a port, a second apart, unless -w says otherwise. Debian: udp-scan-timeout.patch. */
const UDP_TRIES = 3;
const MOST_PORTS = 65_535;

interface Options {
  readonly udp: boolean;
  readonly verbose: boolean;
  readonly given: Letters['given'];
  readonly version: IpVersion;
  readonly timeout: Microseconds | undefined;
}

/** `nc [-ubvzN] [-w SECONDS] [-q SECONDS] [-s ADDRESS] [-p PORT] HOST PORT[-PORT]…`, `nc -l [-u] [HOST] PORT`, with `-4` or `-6` */
export const nc: Program = function* nc(process: Process): Thread {
  const { given, words, wrong } = readLetters(process.argv.slice(1), LETTERS);
  if (wrong !== undefined) {
    const what = wrong.kind === 'unknown' ? 'invalid option' : 'option requires an argument';
    return failProcess(process, `nc: ${what} -- '${wrong.letter}'\n${USAGE}`);
  }
  const refused = [...REFUSED].find((letter) => given.has(letter));
  if (refused !== undefined) return failProcess(process, `nc: option "-${refused}" is not modelled by chainwalk\n`);
  const [udp, listening, verbose] = [given.has('u'), given.has('l'), given.has('v')];
  if (words.length === 0 && !listening) return failProcess(process, USAGE);
  const portTexts = listening ? [words.at(-1) ?? given.get('p') ?? ''] : words.slice(1);
  if (portTexts.length === 0 || portTexts[0] === '') return failProcess(process, 'nc: missing port number\n');
  const ports: number[] = [];
  for (const text of portTexts) {
    const range = portsOf(text, listening);
    if (typeof range === 'string') return failProcess(process, `nc: port number ${range}\n`);
    ports.push(...range);
  }
  const seconds = given.get('w') ?? '0';
  if (!/^\d+$/.test(seconds)) return failProcess(process, `nc: timeout invalid: ${seconds}\n`);
  const timeout = Number(seconds) > 0 ? Number(seconds) * SECOND : undefined;
  const version = given.has('6') ? 6 : given.has('4') ? 4 : undefined;
  const options: Options = { udp, verbose, given, version, timeout };
  if (listening) return yield* listen(process, words.length > 1 ? words[0] : undefined, ports[0] ?? 0, options);
  try {
    let exitCode = 1;
    for (const port of ports) exitCode = (yield* connect(process, words[0] ?? '', port, options)) ?? exitCode;
    return exitCode;
  } catch (error) {
    if (error instanceof BindError) return failProcess(process, `nc: bind failed: ${ERRNO_TEXT[error.errno]}\n`);
    throw error;
  }
};

/** The ports of `80`, `http`, `8000-8002`, from the lowest on; or what is wrong with them. */
function portsOf(text: string, single: boolean): readonly number[] | string {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const ends = from === undefined || single ? [text] : [from, to ?? ''];
  const numbers: number[] = [];
  for (const end of ends) {
    const number = /^\d+$/.test(end) ? Number(end) : portOfService(end);
    if (number !== undefined && number > MOST_PORTS) return `too large: ${end}`;
    if (number === undefined || number < 1) return number === undefined ? `invalid: ${end}` : `too small: ${end}`;
    numbers.push(number);
  }
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

function* listen(process: Process, host: string | undefined, port: number, options: Options): Thread {
  const { udp, verbose, given, version, timeout } = options;
  const address = host === undefined ? (version === 6 ? IPV6_UNSPECIFIED : 0) : yield* resolve(process, host, version);
  if (typeof address === 'string') return unresolved(process, host ?? '', port, address);
  const name = function* (other: IpAddress): Generator<Wait, string, void> {
    return given.has('n') ? formatIp(other) : yield* nameOf(process, other);
  };
  if (verbose) process.stderr += `${udp ? 'Bound' : 'Listening'} on ${yield* name(address)} ${port}\n`;
  if (given.has('k') && udp) return failProcess(process, 'nc: option "-k" with "-u" is not modelled by chainwalk\n');
  const listener = given.has('k') ? listenTcp(process, address, port, 1) : undefined;
  if (typeof listener === 'string') return failProcess(process, `nc: ${ERRNO_TEXT[listener]}\n`);
  do {
    const peer =
      listener === undefined ? yield* awaitPeer(process, udp, { address, port }) : yield* accept(process, listener);
    if (typeof peer === 'string') return failProcess(process, `nc: ${ERRNO_TEXT[peer]}\n`);
    if (verbose) process.stderr += `Connection received on ${yield* name(peer.peerName)} ${peer.remotePort}\n`;
    yield* relay(process, peer, given, timeout);
    // The next one is waited for on the same socket.
    if (verbose && given.has('k')) process.stderr += `Listening on ${yield* name(address)} ${port}\n`;
  } while (given.has('k'));
  return 0;
}

/** When -w says that it is enough, the system call goes on. Debian's package: connect-timeout.patch. */
const OUT_OF_TIME = 'timed out: Operation now in progress';

/** Tries one address after another at a port; the exit code, none if nobody was reached. */
function* connect(
  process: Process,
  host: string,
  port: number,
  options: Options,
): Generator<Wait, number | undefined, void> {
  const { udp, verbose, given, version, timeout } = options;
  const addresses = yield* resolveAll(process, host, version);
  if (typeof addresses === 'string') return unresolved(process, host, port, addresses);
  const localPort = Number(given.get('p') ?? 0) % (MOST_PORTS + 1);
  const source = given.get('s');
  const localAddress = source === undefined ? undefined : yield* resolve(process, source, version);
  if (typeof localAddress === 'string') return failProcess(process, `nc: getaddrinfo: ${localAddress}\n`);
  const [protocol, broadcast] = [udp ? 'udp' : 'tcp', given.has('b')];
  for (const address of addresses) {
    const begun = process.place.net.clock.now;
    // Only with -w the socket does not block.
    const wait = timeout === undefined ? 'connect' : 'poll';
    const wishes = { udp, broadcast, localPort, localAddress, timeout, wait } as const;
    const peer = yield* connectPeer(process, { address, port }, wishes);
    const name = parseIp(host) === undefined ? `${host} (${formatIp(address)})` : host;
    if (typeof peer === 'string') {
      const isEnough = timeout !== undefined && process.place.net.clock.now - begun >= timeout;
      const why = peer === 'ETIMEDOUT' && isEnough ? OUT_OF_TIME : `failed: ${ERRNO_TEXT[peer]}`;
      if (verbose) process.stderr += `nc: connect to ${name} port ${port} (${protocol}) ${why}\n`;
      continue;
    }
    if (verbose && peer instanceof UdpSocket && !(yield* isOpen(process, peer, timeout))) {
      process.close(peer);
      return 1;
    }
    const service = given.has('n') ? undefined : serviceName(port);
    if (verbose) process.stderr += `Connection to ${name} ${port} port [${protocol}/${service ?? '*'}] succeeded!\n`;
    if (!given.has('z')) return yield* relay(process, peer, given, timeout);
    process.close(peer);
    return 0;
  }
  return undefined;
}

/** Tries a few datagrams of one byte: a port is open if no error comes back. Debian: udptest. */
function* isOpen(process: Process, peer: UdpSocket, timeout: Microseconds | undefined): Generator<Wait, boolean, void> {
  const data = encodeUtf8('X');
  if ((yield* send(process, peer, data)) !== undefined) return false;
  if ((yield* send(process, peer, data)) === 'ECONNREFUSED') return false;
  const tries = timeout === undefined ? UDP_TRIES : timeout / SECOND;
  for (let count = 0; count < tries; count++) {
    yield* pause(process, SECOND);
    if ((yield* send(process, peer, data)) === 'ECONNREFUSED') return false;
  }
  return true;
}

function unresolved(process: Process, host: string, port: number, why: NameProblem): number {
  return failProcess(process, `nc: getaddrinfo for host "${host}" port ${port}: ${why}\n`);
}

/** Linux and OpenBSD: readwrite(). What comes is printed until the other side ends, or -w and -q say that it is enough. */
function* relay(process: Process, peer: Peer, given: Letters['given'], timeout: Microseconds | undefined): Thread {
  const afterInput = () => {
    if (given.has('N') && peer instanceof TcpSocket) peer.shutdownWrite();
    const quit = Number(given.get('q') ?? -1);
    if (quit < 0) return;
    process.spawn(
      (function* () {
        yield* pause(process, quit * SECOND);
        process.exit(0);
        return 0;
      })(),
    );
  };
  yield* exchange(process, peer, { blockSize: BLOCK, timeout, silences: 1, afterInput });
  process.close(peer);
  return 0;
}

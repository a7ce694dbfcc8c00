/** `nc` of Debian's netcat-openbsd 1.219. Not modelled: all options but -4 -6 -b -l -N -n -p -q -u -v -w -z; ranges of ports. */
import { type Process, type Program, pause, type Thread, type Wait } from '../../machine';
import { ERRNO_TEXT, type Microseconds, SECOND, TcpSocket } from '../../network';
import { formatIp, IPV6_UNSPECIFIED, type IpAddress, parseIp } from '../../packet';
import { failProcess } from '../common/command';
import { type Letters, readLetters } from '../common/letters';
import { type IpVersion, type NameProblem, nameOf, resolve, resolveAll } from '../common/resolve';
import { serviceName } from '../netstat/services';
import { awaitPeer, connectPeer, exchange, type Peer } from './connection';

const LETTERS = '46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:tT:UuvV:W:w:X:x:Zz';
const REFUSED = 'CDdFhIikMmOPrSstTUVWXxZ';
const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
\t  [destination] [port]
`;
/** It reads and writes so much at a time. */
const BLOCK = 16_384;

interface Options {
  readonly udp: boolean;
  readonly verbose: boolean;
  readonly given: Letters['given'];
  readonly port: number;
  readonly version: IpVersion;
  readonly timeout: Microseconds | undefined;
}

/** `nc [-ubvzN] [-w SECONDS] [-q SECONDS] [-p PORT] HOST PORT`, `nc -l [-u] [HOST] PORT`, with `-4` or `-6` */
export const nc: Program = function* nc(process: Process): Thread {
  const { given, words, wrong } = readLetters(process.argv.slice(1), LETTERS);
  if (wrong !== undefined) {
    const what = wrong.kind === 'unknown' ? 'invalid option' : 'option requires an argument';
    return failProcess(process, `nc: ${what} -- '${wrong.letter}'\n${USAGE}`);
  }
  const refused = [...REFUSED].find((letter) => given.has(letter));
  if (refused !== undefined) return failProcess(process, `nc: option "-${refused}" is not modelled by chainwalk\n`);
  const [udp, listening, verbose] = [given.has('u'), given.has('l'), given.has('v')];
  if (udp && !listening && (verbose || given.has('z')))
    return failProcess(process, 'nc: the test of a UDP port, "-u" with "-v" or "-z", is not modelled by chainwalk\n');
  if (words.length === 0 && !listening) return failProcess(process, USAGE);
  const portText = listening ? (words.at(-1) ?? given.get('p')) : words[1];
  if (portText === undefined) return failProcess(process, 'nc: missing port number\n');
  if (/^\d+-\d+$/.test(portText)) return failProcess(process, 'nc: a range of ports is not modelled by chainwalk\n');
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return failProcess(process, `nc: port number invalid: ${portText}\n`);
  const seconds = given.get('w') ?? '0';
  if (!/^\d+$/.test(seconds)) return failProcess(process, `nc: timeout invalid: ${seconds}\n`);
  const timeout = Number(seconds) > 0 ? Number(seconds) * SECOND : undefined;
  const version = given.has('6') ? 6 : given.has('4') ? 4 : undefined;
  const options: Options = { udp, verbose, given, port, version, timeout };
  return listening
    ? yield* listen(process, words.length > 1 ? words[0] : undefined, options)
    : yield* connect(process, words[0] ?? '', options);
};

function* listen(process: Process, host: string | undefined, options: Options): Thread {
  const { udp, verbose, given, port, version, timeout } = options;
  const address = host === undefined ? (version === 6 ? IPV6_UNSPECIFIED : 0) : yield* resolve(process, host, version);
  if (typeof address === 'string') return unresolved(process, host ?? '', options, address);
  const name = function* (other: IpAddress): Generator<Wait, string, void> {
    return given.has('n') ? formatIp(other) : yield* nameOf(process, other);
  };
  if (verbose) process.stderr += `${udp ? 'Bound' : 'Listening'} on ${yield* name(address)} ${port}\n`;
  const peer = yield* awaitPeer(process, udp, { address, port });
  if (typeof peer === 'string') return failProcess(process, `nc: ${ERRNO_TEXT[peer]}\n`);
  if (verbose) process.stderr += `Connection received on ${yield* name(peer.peerName)} ${peer.remotePort}\n`;
  return yield* relay(process, peer, given, timeout);
}

/** When -w says that it is enough, the system call goes on. Debian's package: connect-timeout.patch. */
const OUT_OF_TIME = 'timed out: Operation now in progress';

/** Tries one address after another. */
function* connect(process: Process, host: string, options: Options): Thread {
  const { udp, verbose, given, port, version, timeout } = options;
  const addresses = yield* resolveAll(process, host, version);
  if (typeof addresses === 'string') return unresolved(process, host, options, addresses);
  const localPort = Number(given.get('p') ?? 0);
  for (const address of addresses) {
    const begun = process.place.net.clock.now;
    const peer = yield* connectPeer(process, { address, port }, { udp, broadcast: given.has('b'), localPort, timeout });
    const name = parseIp(host) === undefined ? `${host} (${formatIp(address)})` : host;
    if (typeof peer === 'string') {
      const isEnough = timeout !== undefined && process.place.net.clock.now - begun >= timeout;
      const why = peer === 'ETIMEDOUT' && isEnough ? OUT_OF_TIME : `failed: ${ERRNO_TEXT[peer]}`;
      if (verbose) process.stderr += `nc: connect to ${name} port ${port} (tcp) ${why}\n`;
      continue;
    }
    const service = given.has('n') ? undefined : serviceName(port);
    if (verbose) process.stderr += `Connection to ${name} ${port} port [tcp/${service ?? '*'}] succeeded!\n`;
    return given.has('z') ? 0 : yield* relay(process, peer, given, timeout);
  }
  return 1;
}

function unresolved(process: Process, host: string, { port }: Options, why: NameProblem): number {
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
  yield* exchange(process, peer, { blockSize: BLOCK, timeout, silences: 1, outlivesPeer: true, afterInput });
  process.close(peer);
  return 0;
}

/** busybox's `nc` (1.35, with NC_110_COMPAT as in its image). Not modelled: -i -o -k, and -e with other programs than cat. */
import { BindError, type Process, type Program, pause, SIGNALS, type Thread } from '../../machine';
import { ERRNO_TEXT, MILLISECOND, type Microseconds, SECOND, TcpSocket } from '../../network';
import { formatHostPort, IPV6_UNSPECIFIED } from '../../packet';
import { failProcess } from '../common/command';
import { readLetters } from '../common/letters';
import { resolveAsBusybox } from '../common/resolve';
import { awaitPeer, connectPeer, exchange, type Peer, receive, send } from './connection';

const LETTERS = 'np:s:ubvw:lki:o:z';
const USAGE = `BusyBox v1.35.0 (2022-08-01 15:14:44 UTC) multi-call binary.

Usage: nc [OPTIONS] HOST PORT  - connect
nc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen
`;
/** It reads and writes so much at a time. */
const BLOCK = 8192;

/** `nc [-ubvz] [-w SECONDS] [-p PORT] HOST PORT`, `nc -l [-u] -p PORT [-e cat]` */
export const busyboxNc: Program = function* busyboxNc(process: Process): Thread {
  const argv = process.argv.slice(1);
  const at = argv.findIndex((word) => /^-[nuvlkz]*e$/.test(word));
  const program = at < 0 ? undefined : argv.slice(at + 1);
  const own = at < 0 ? argv : [...argv.slice(0, at), ...(argv[at] === '-e' ? [] : [argv[at]?.slice(0, -1) ?? ''])];
  if (program !== undefined && (program.length !== 1 || program[0] !== 'cat'))
    return failProcess(process, `nc: option "-e" with "${program.join(' ')}" is not modelled by chainwalk\n`);
  const { given, words, wrong } = readLetters(own, LETTERS);
  if (wrong !== undefined) {
    const what = wrong.kind === 'unknown' ? 'invalid option' : 'option requires an argument';
    return failProcess(process, `nc: ${what} -- '${wrong.letter}'\n${USAGE}`);
  }
  const refused = [...'iok'].find((letter) => given.has(letter));
  if (refused !== undefined) return failProcess(process, `nc: option "-${refused}" is not modelled by chainwalk\n`);
  // busybox: nc_bloaty.c (catch).
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM'] as const)
    process.handlers.set(signal, () => {
      process.stderr += 'punt!\n';
      process.exit(128 + SIGNALS[signal]);
    });
  const [udp, verbose] = [given.has('u'), given.has('v')];
  const seconds = given.get('w') ?? '0';
  if (!/^\d+$/.test(seconds)) return failProcess(process, `nc: invalid number '${seconds}'\n`);
  const timeout = Number(seconds) > 0 ? Number(seconds) * SECOND : undefined;
  const localPort = Number(given.get('p') ?? 0);
  const [host, portText = '0'] = words;

  let peer: Peer | keyof typeof ERRNO_TEXT;
  if (given.has('l')) {
    if (host !== undefined) return failProcess(process, 'nc: listening for one host is not modelled by chainwalk\n');
    if (verbose) process.stderr += `listening on ${formatHostPort(IPV6_UNSPECIFIED, localPort)} ...\n`;
    peer = yield* awaitPeer(process, udp, { address: IPV6_UNSPECIFIED, port: localPort }, timeout);
    if (peer === 'ETIMEDOUT') return failProcess(process, 'nc: timeout\n');
    if (typeof peer === 'string') return failProcess(process, `nc: bind: ${ERRNO_TEXT[peer]}\n`);
    const to = formatHostPort(peer.sockName, peer.localPort);
    const from = formatHostPort(peer.peerName, peer.remotePort);
    if (verbose) process.stderr += `connect to ${to} from ${from} (${from})\n`;
  } else {
    if (host === undefined) return failProcess(process, USAGE);
    const address = yield* resolveAsBusybox(process, host);
    if (address === undefined) return failProcess(process, `nc: bad address '${host}'\n`);
    const endpoint = { address, port: Number(portText) };
    const source = given.get('s');
    const localAddress = source === undefined ? undefined : yield* resolveAsBusybox(process, source);
    if (source !== undefined && localAddress === undefined)
      return failProcess(process, `nc: bad address '${source}'\n`);
    try {
      const wishes = {
        udp,
        broadcast: given.has('b'),
        localPort,
        sharesPort: true,
        localAddress,
        timeout,
        wait: 'connect',
      } as const;
      peer = yield* connectPeer(process, endpoint, wishes);
    } catch (error) {
      if (error instanceof BindError) return failProcess(process, `nc: bind: ${ERRNO_TEXT[error.errno]}\n`);
      throw error;
    }
    const name = `${host} (${formatHostPort(address, Number(portText))})`;
    if (typeof peer === 'string')
      return failProcess(process, verbose && peer !== 'ECONNREFUSED' ? `nc: ${name}: ${ERRNO_TEXT[peer]}\n` : '');
    if (verbose) process.stderr += `${name} open\n`;
    if (given.has('z')) return 0;
  }
  return program === undefined ? yield* relay(process, peer, timeout) : yield* echo(process, peer);
};

/** readwrite() of nc_bloaty.c: standard input's end is told the peer; of silences it counts two. */
function* relay(process: Process, peer: Peer, timeout: number | undefined): Thread {
  const afterInput = () => {
    if (peer instanceof TcpSocket) peer.shutdownWrite();
  };
  yield* exchange(process, peer, { blockSize: BLOCK, timeout, silences: 2, afterInput });
  process.close(peer);
  return 0;
}

/** Until a program that is executed for a peer reads first, and from its last read to its end; about what the captures show. */
const EXECUTING: Microseconds = MILLISECOND;
const EXITING: Microseconds = 200;

/** `-e cat`: what comes goes back. */
function* echo(process: Process, peer: Peer): Thread {
  yield* pause(process, EXECUTING);
  for (;;) {
    const data = yield* receive(process, peer);
    if (typeof data === 'string' || data.length === 0) break;
    if ((yield* send(process, peer, data)) !== undefined) break;
  }
  yield* pause(process, EXITING);
  process.close(peer);
  return 0;
}

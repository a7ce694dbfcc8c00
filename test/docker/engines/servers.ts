/** The servers and requests that the engines were captured with: a server answers with its name and the address that it saw. */
import type { Image } from '../../../lib/docker';
import {
  accept,
  bindUdp,
  connectTcp,
  listenTcp,
  type Process,
  type Program,
  read,
  type Thread,
  waitFor,
  write,
} from '../../../lib/machine';
import { MILLISECOND, type TcpListener, type UdpSocket } from '../../../lib/network';
import { formatIp, type IpAddress } from '../../../lib/packet';
import { busyboxPrograms } from '../../../lib/tools';

const TIMEOUT = 1300 * MILLISECOND;
const ANY = 0;

/** Serves TCP and UDP ports under a name. */
export function serve(nameOf: (process: Process) => string, tcp: readonly number[], udp: readonly number[]): Program {
  return function* (process) {
    const answer = (source: IpAddress) => new TextEncoder().encode(`${nameOf(process)} saw ${formatIp(source)}\n`);
    for (const port of tcp) {
      const listener = listenTcp(process, ANY, port);
      if (typeof listener !== 'string') process.spawn(serveTcp(process, listener, answer));
    }
    for (const port of udp) {
      const socket = bindUdp(process, ANY, port);
      if (typeof socket !== 'string') process.spawn(serveUdp(process, socket, answer));
    }
    yield { ready: () => false, subscribe: () => () => {} };
    return 0;
  };
}

function* serveTcp(process: Process, listener: TcpListener, answer: (source: IpAddress) => Uint8Array): Thread {
  for (;;) {
    const socket = yield* accept(process, listener);
    yield* write(process, socket, answer(socket.remoteAddress));
    process.close(socket);
  }
}

function* serveUdp(process: Process, socket: UdpSocket, answer: (source: IpAddress) => Uint8Array): Thread {
  for (;;) {
    yield* waitFor(process, [socket], () => socket.received.length > 0);
    for (const { source, sourcePort } of socket.received.splice(0)) socket.sendTo(source, sourcePort, answer(source));
  }
}

/** One request; what it comes to is the process's output: `OK c1 saw 172.17.0.1`, or an error's name. */
export function request(protocol: string, address: IpAddress, port: number): Program {
  return function* (process) {
    process.stdout = protocol === 'tcp' ? yield* askTcp(process, address, port) : yield* askUdp(process, address, port);
    return 0;
  };
}

function* askTcp(process: Process, address: IpAddress, port: number) {
  const socket = yield* connectTcp(process, address, port, TIMEOUT);
  if (typeof socket === 'string') return socket === 'ETIMEDOUT' ? 'TIMEOUT' : socket;
  let text = '';
  for (;;) {
    const data = yield* read(process, socket, TIMEOUT);
    if (typeof data === 'string') return data === 'ETIMEDOUT' ? 'TIMEOUT' : data;
    if (data.length === 0) break;
    text += new TextDecoder().decode(data);
  }
  process.close(socket);
  return `OK ${text.trim()}`;
}

function* askUdp(process: Process, address: IpAddress, port: number) {
  const socket = bindUdp(process, ANY, 0);
  if (typeof socket === 'string') return socket;
  const error = socket.connect(address, port) ?? socket.sendTo(address, port, new TextEncoder().encode('hello\n'));
  if (error !== undefined) return error;
  yield* waitFor(process, [socket], () => socket.received.length > 0 || socket.error !== undefined, TIMEOUT);
  const [datagram] = socket.received.splice(0);
  const said =
    datagram === undefined
      ? (socket.takeError() ?? 'TIMEOUT')
      : `OK ${new TextDecoder().decode(datagram.payload).trim()}`;
  process.close(socket);
  return said;
}

/** The image of all containers of a capture. */
export const SERVER_IMAGE: Image = {
  repository: 'bb',
  id: 'b'.repeat(64),
  createdAt: 0,
  size: 1,
  command: ['serve'],
  environment: [],
  exposedPorts: [],
  programs: new Map([
    ...busyboxPrograms,
    ['serve', serve(({ place }) => place.name, [80, 81, 443, 9000, 9001, 9002], [53])],
  ]),
  files: new Map(),
};

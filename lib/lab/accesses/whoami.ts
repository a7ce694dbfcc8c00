/** A server that says whom it took for the client: of each connection and each datagram, as `c1 saw 172.17.0.1`. */
import { IMAGE_PATH, type Image } from '../../docker';
import { accept, bindUdp, listenTcp, type Process, type Program, type Thread, waitFor, write } from '../../machine';
import type { TcpListener, UdpSocket } from '../../network';
import { formatIp, type IpAddress } from '../../packet';
import { busyboxPrograms } from '../../tools';

const ANY = 0;
/** Where it answers in a container. */
const TCP_PORTS = [80, 81, 443, 9000, 9001, 9002];
const UDP_PORTS = [53];

/** Answers at these ports with the name of the place where it runs. */
export function whoami(tcp: readonly number[] = TCP_PORTS, udp: readonly number[] = UDP_PORTS): Program {
  return function* (process) {
    const { name } = process.place;
    const answer = (source: IpAddress) => new TextEncoder().encode(`${name} saw ${formatIp(source)}\n`);
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

/** The image of a container that runs it, beside busybox's programs. */
export const WHOAMI_IMAGE: Image = {
  repository: 'whoami',
  id: 'b'.repeat(64),
  createdAt: 0,
  size: 1,
  command: ['whoami'],
  environment: [IMAGE_PATH],
  exposedPorts: [],
  programs: new Map([...busyboxPrograms, ['whoami', whoami()]]),
  files: new Map(),
};

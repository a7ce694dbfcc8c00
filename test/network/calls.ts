/** Programs written as lists of calls, the same that record.py runs on the real kernel. */
import {
  accept,
  connectTcp,
  type Machine,
  Process,
  pause,
  type Thread,
  type Wait,
  waitFor,
  write,
} from '../../lib/machine';
import {
  ERRNO_TEXT,
  type Errno,
  MILLISECOND,
  routeOutput,
  SECOND,
  sendIp,
  TcpListener,
  TcpSocket,
  UdpSocket,
} from '../../lib/network';
import {
  ACK,
  type Ipv4Address,
  ipv4,
  ipv4Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  type TcpSegment,
  type Transport,
} from '../../lib/packet';
import { addRoute } from './topology';

const TIMEOUT = 5 * SECOND;
const LISTEN_TIMEOUT = 3 * SECOND;
const ROOT = { uid: 0, gid: 0 } as const;

/** What became of a program: `ok`, or the error that ended it. */
export interface Outcome {
  value: string | undefined;
}

class Failed extends Error {}

/** Starts a program on a machine after some time. */
export function startCalls(machine: Machine, start: number, calls: readonly string[]): Outcome {
  const outcome: Outcome = { value: undefined };
  const begin = () =>
    new Process({ place: machine, argv: ['calls'], program: (process) => run(process, calls, outcome) });
  machine.clock.schedule(start * MILLISECOND, begin);
  return outcome;
}

interface Held {
  listener?: TcpListener;
  tcp?: TcpSocket;
  udp?: UdpSocket;
}

function* run(process: Process, calls: readonly string[], outcome: Outcome): Thread {
  const held: Held = {};
  try {
    for (const call of calls) {
      const [name = '', ...words] = call.split(' ');
      yield* CALLS[name]!(process, held, words);
    }
    outcome.value = 'ok';
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    outcome.value = error.message;
  }
  return 0;
}

type Call = (process: Process, held: Held, words: readonly string[]) => Generator<Wait, void, void>;

function check<T>(result: T | Errno | undefined): T {
  if (typeof result === 'string' && result in ERRNO_TEXT) throw new Failed(result);
  return result as T;
}

const CALLS: Readonly<Record<string, Call>> = {
  *wait(process, _held, [milliseconds]) {
    yield* pause(process, Number(milliseconds) * MILLISECOND);
  },
  *listen(process, held, [port]) {
    held.listener = process.hold(new TcpListener(process.place.net, 'inet', ROOT));
    check(held.listener.listen(0, Number(port)));
  },
  *accept(process, held, [timeout]) {
    const listener = held.listener!;
    const patience = timeout === undefined ? LISTEN_TIMEOUT : Number(timeout) * MILLISECOND;
    if (!(yield* waitFor(process, [listener], () => listener.queueLength > 0, patience))) throw new Failed('ETIMEDOUT');
    held.tcp = yield* accept(process, listener);
  },
  *connect(process, held, [address, port, timeout = '5000', source]) {
    if (source === undefined) {
      held.tcp = check<TcpSocket>(
        yield* connectTcp(process, ipv4(address!), Number(port), Number(timeout) * MILLISECOND),
      );
      return;
    }
    const socket = process.hold(new TcpSocket(process.place.net, 'inet', ROOT));
    socket.localPort = Number(source);
    check(socket.connect(ipv4(address!), Number(port)));
    yield* waitFor(process, [socket], () => socket.state !== 'SYN_SENT', TIMEOUT);
    if (socket.state !== 'ESTABLISHED') throw new Failed(socket.takeError() ?? 'ETIMEDOUT');
    held.tcp = socket;
  },
  *nodelay(_process, held) {
    held.tcp!.setNodelay();
  },
  *send(process, held, [length]) {
    const data = new Uint8Array(Number(length)).fill(120);
    if (held.udp !== undefined) {
      check(held.udp.sendTo(held.udp.remoteAddress, held.udp.remotePort, data));
    } else check(yield* write(process, held.tcp!, data));
  },
  *recv(process, held, [length]) {
    let missing = Number(length);
    while (missing > 0) {
      const data = yield* receive(process, held.tcp!, missing);
      if (data === 0) throw new Failed('end');
      missing -= data;
    }
  },
  *eof(process, held) {
    while ((yield* receive(process, held.tcp!, 65_536)) > 0);
  },
  *shutdown(_process, held) {
    held.tcp!.shutdownWrite();
  },
  *close(process, held) {
    process.close(held.tcp!);
  },
  *udp(process, held, [port = '0']) {
    held.udp = process.hold(new UdpSocket(process.place.net, 'inet', ROOT));
    if (port !== '0') check(process.place.net.sockets.bind(held.udp, 0, Number(port)));
  },
  *associate(_process, held, [address, port]) {
    check(held.udp!.connect(ipv4(address!), Number(port)));
  },
  *sendto(_process, held, [address, port, length]) {
    check(held.udp!.sendTo(ipv4(address!), Number(port), new Uint8Array(Number(length)).fill(120)));
  },
  *await_datagram(process, held, [timeout]) {
    const socket = held.udp!;
    const something = () => socket.received.length > 0 || socket.error !== undefined;
    if (!(yield* waitFor(process, [socket], something, Number(timeout) * MILLISECOND))) throw new Failed('ETIMEDOUT');
    if (socket.received.shift() === undefined) check(socket.error);
  },
  *echo(process, held) {
    const socket = held.udp!;
    yield* waitFor(process, [socket], () => socket.received.length > 0);
    const { source, sourcePort, payload } = socket.received.shift()!;
    check(socket.sendTo(source, sourcePort, payload));
  },
  *ping(process, _held, [address, identifier, sequence, ttl = '64', length = '56']) {
    const rest = Number(identifier) * 65_536 + Number(sequence);
    const payload = new Uint8Array(Number(length));
    raw(process, address!, PROTOCOL_ICMP, { kind: 'icmp', type: 8, code: 0, rest, payload }, Number(ttl));
  },
  *route(process, _held, [prefix = '', gateway = '']) {
    const { net } = process.place;
    addRoute(net.fib, prefix, net.device(net.fib.lookup(ipv4(gateway))!.device!.name), gateway);
  },
  *bare(process, held, [source = '', destination = '', sourcePort = '', destinationPort = '', flags = '']) {
    const acknowledgement = Number(flags) & ACK ? '2000' : '0';
    const ends = [source, destination, sourcePort, destinationPort];
    yield* CALLS.segment!(process, held, [...ends, '64', flags, '1000', acknowledgement, '1024', '0']);
  },
  *spoof(process, _held, [source = '', destination = '']) {
    const datagram = {
      kind: 'udp',
      sourcePort: 4000,
      destinationPort: 53,
      payload: new Uint8Array(10).fill(120),
    } as const;
    raw(process, destination, PROTOCOL_UDP, datagram, 64, ipv4(source));
  },
  *segment(process, _held, [, destination = '', sourcePort, destinationPort, ttl, flags, ...rest]) {
    const [sequence, acknowledgement, window, length, options] = rest;
    const segment: TcpSegment = {
      kind: 'tcp',
      sourcePort: Number(sourcePort),
      destinationPort: Number(destinationPort),
      sequence: Number(sequence),
      acknowledgement: Number(acknowledgement),
      flags: Number(flags),
      window: Number(window),
      options: options === undefined ? {} : { windowScale: Number(options.slice(2)) },
      payload: new Uint8Array(Number(length)),
    };
    raw(process, destination, PROTOCOL_TCP, segment, Number(ttl));
  },
};

function* receive(process: Process, socket: TcpSocket, _most: number) {
  for (;;) {
    const data = check<Uint8Array | undefined>(socket.read());
    if (data !== undefined) return data.length;
    const isReadable = () =>
      socket.unreadLength > 0 || socket.ended || socket.error !== undefined || socket.state === 'CLOSE';
    if (!(yield* waitFor(process, [socket], isReadable, TIMEOUT))) throw new Failed('ETIMEDOUT');
  }
}

/** What a raw socket sends. */
function raw(process: Process, to: string, protocol: number, transport: Transport, ttl = 64, from?: Ipv4Address): void {
  const { net } = process.place;
  const destination = ipv4(to);
  const output = routeOutput(net, destination);
  if (typeof output === 'string') throw new Failed(output);
  const source = from ?? output.source;
  sendIp(net, ipv4Packet({ source, destination, protocol, ttl }, transport), output, ROOT);
}

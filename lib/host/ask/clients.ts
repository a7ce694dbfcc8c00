/** The program that asks: it connects or sends, waits as long as people do, and says what it saw. */
import { Process, pause, read, type Thread, waitFor, write } from '../../machine';
import { ERRNO_TEXT, type Errno, SECOND, TcpSocket, UdpSocket } from '../../network';
import { encodeUtf8, formatIpv4 } from '../../packet';
import { ping as pingProgram } from '../../tools/ping/iputils';
import type { ResolvedQuestion } from './resolve';

/** What the program that asked saw. */
export interface ClientOutcome {
  readonly kind: 'answered' | 'refused' | 'silent';
  /** The error as programs print it, or what was answered. */
  readonly text: string;
  readonly errno?: Errno;
  readonly connected: boolean;
  readonly received: number;
}

/** What a program takes from the answer to the end of the connection, in µs. */
const THINKING = 300;
const PATIENCE = 2.5 * SECOND;
const UDP_PATIENCE = SECOND;
const ROOT = { uid: 0, gid: 0 } as const;

/** Runs the request to its end. */
export function runClient(resolved: ResolvedQuestion): ClientOutcome {
  const { from, protocol } = resolved;
  const { clock } = from.place.net;
  let outcome: ClientOutcome = { kind: 'silent', text: 'timed out', connected: false, received: 0 };
  const done = (seen: ClientOutcome) => {
    outcome = seen;
    return 0;
  };
  if (protocol === 'icmp') return ping(resolved);
  const process = new Process({
    place: from.place,
    argv: ['client'],
    program: function* (self): Thread {
      return done(protocol === 'tcp' ? yield* askTcp(self, resolved) : yield* askUdp(self, resolved));
    },
  });
  clock.runUntil(() => !process.running, clock.now + 20 * SECOND);
  return outcome;
}

function* askTcp(process: Process, { from, to, question }: ResolvedQuestion) {
  const socket = process.hold(new TcpSocket(process.place.net, 'inet', ROOT));
  if (from.address !== undefined) socket.localAddress = from.address;
  socket.localPort = from.port;
  const error = socket.connect(to.address, to.port);
  if (error !== undefined) return failed(error, false, 0);
  yield* waitFor(process, [socket], () => socket.state !== 'SYN_SENT', PATIENCE);
  if (socket.state !== 'ESTABLISHED' && socket.state !== 'CLOSE_WAIT') {
    const reason = socket.takeError() ?? 'ETIMEDOUT';
    process.close(socket);
    return failed(reason, false, 0);
  }
  if ((question.size ?? 0) === 0) yield* write(process, socket, encodeUtf8(question.payload ?? 'GET\n'));
  let received = 0;
  for (;;) {
    const data = yield* read(process, socket, PATIENCE);
    if (typeof data === 'string') {
      process.close(socket);
      return failed(data, true, received);
    }
    received += data.length;
    if (data.length === 0 || (question.size ?? 0) === 0) break;
  }
  yield* pause(process, THINKING);
  process.close(socket);
  if (received === 0)
    return { kind: 'refused', text: 'the connection was closed without an answer', connected: true, received } as const;
  return { kind: 'answered', text: `${received} bytes`, connected: true, received } as const;
}

function* askUdp(process: Process, { from, to, question }: ResolvedQuestion) {
  const socket = process.hold(new UdpSocket(process.place.net, 'inet', ROOT));
  if (from.address !== undefined || from.port !== 0)
    process.place.net.sockets.bind(socket, from.address ?? 0, from.port);
  const error =
    socket.connect(to.address, to.port) ?? socket.sendTo(to.address, to.port, encodeUtf8(question.payload ?? 'q0'));
  if (error !== undefined) return failed(error, false, 0);
  yield* waitFor(process, [socket], () => socket.received.length > 0 || socket.error !== undefined, UDP_PATIENCE);
  const [answer] = socket.received;
  if (answer === undefined) return failed(socket.takeError() ?? 'ETIMEDOUT', false, 0);
  return {
    kind: 'answered',
    text: `${answer.payload.length} bytes`,
    connected: true,
    received: answer.payload.length,
  } as const;
}

function failed(errno: Errno, connected: boolean, received: number): ClientOutcome {
  const kind = errno === 'ETIMEDOUT' ? 'silent' : 'refused';
  return { kind, errno, text: errno === 'ETIMEDOUT' ? 'timed out' : ERRNO_TEXT[errno], connected, received };
}

function ping({ from, to }: ResolvedQuestion): ClientOutcome {
  const argv = ['ping', '-n', '-c', '1', '-W', '2', formatIpv4(to.address)];
  const process = new Process({ place: from.place, argv, program: pingProgram });
  const { clock } = from.place.net;
  clock.runUntil(() => !process.running, clock.now + 20 * SECOND);
  const answered = /\b1 received/.test(process.stdout);
  const said = /^From \S+ (?:icmp_seq=\d+ )?(.*)$/m.exec(process.stdout)?.[1] ?? process.stderr.trim();
  if (answered) return { kind: 'answered', text: 'an echo', connected: true, received: 64 };
  return { kind: said === '' ? 'silent' : 'refused', text: said || 'timed out', connected: false, received: 0 };
}

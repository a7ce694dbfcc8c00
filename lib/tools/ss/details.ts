/**
 * What `ss` adds to a socket: who holds it (-p), its timer (-o), its numbers (-e), its memory and what TCP has measured (-i).
 * iproute2: tcp_timer_print, sock_details_print, tcp_stats_print. Not modelled: cgroups, memory, pacing, and counters that
 * the simulated TCP does not keep.
 */
import type { Process } from '../../machine';
import { MILLISECOND, type Microseconds, type Socket, TcpListener, TcpSocket } from '../../network';
import type { Row } from './rows';

/** ` users:(("nginx",pid=12,fd=6))`; empty if nobody holds it. */
export function usersText({ owners, socket }: Row): string {
  if (owners.length === 0) return '';
  const users = owners.map((owner) => `("${owner.comm}",pid=${numberOf(owner)},fd=${descriptorOf(owner, socket)})`);
  return ` users:(${users.join(',')})`;
}

function numberOf(process: Process): number {
  return process.place.pids.pidOf(process) ?? 0;
}

/** The first descriptor that a program's sockets have: what it opened before is no part of the simulation. */
const FIRST_DESCRIPTOR = 3;
const FIRST_DESCRIPTORS: Readonly<Record<string, number>> = { curl: 5, 'docker-proxy': 4, nginx: 6 };

function descriptorOf(owner: Process, socket: Socket): number {
  const first = FIRST_DESCRIPTORS[owner.comm] ?? FIRST_DESCRIPTOR;
  return first + Math.max(0, [...owner.held].indexOf(socket));
}

/** ` timer:(on,592ms,0)`; empty if none runs. */
export function timerText({ socket, state }: Row, now: Microseconds): string {
  if (!(socket instanceof TcpSocket)) return '';
  const { retransmission, close } = socket.timers;
  if (state === 'TIME-WAIT' && close !== undefined) return ` timer:(timewait,${duration(close.at - now)},0)`;
  if (retransmission === undefined || retransmission.at < now) return '';
  const isProbe = socket.send.inFlight === 0 && socket.send.queue.length > 0;
  return ` timer:(${isProbe ? 'persist' : 'on'},${duration(retransmission.at - now)},${socket.rtt.backoff})`;
}

/** `592ms`, `1.200ms`, `59sec`, `1min59sec`. iproute2: print_ms_timer. */
export function duration(time: Microseconds): string {
  const whole = Math.max(0, Math.floor(time / MILLISECOND));
  const minutes = Math.floor(whole / 60_000);
  let seconds = Math.floor(whole / 1000) % 60;
  let milliseconds = whole % 1000;
  if (minutes > 0) milliseconds = 0;
  if (minutes > 9) seconds = 0;
  if (seconds > 9) milliseconds = 0;
  const after = seconds > 0 ? `${seconds}${milliseconds > 0 ? '.' : 'sec'}` : '';
  const rest = milliseconds > 0 ? `${String(milliseconds).padStart(3, '0')}ms` : '';
  return `${minutes > 0 ? `${minutes}min` : ''}${after}${rest}`;
}

const NUMBERS = new WeakMap<Socket, number>();
let lastNumber = 0;

/** ` ino:21003 sk:1 <->`: numbers by which the kernel tells sockets apart. */
export function numbersText({ socket }: Row): string {
  const known = NUMBERS.get(socket);
  const number = known ?? ++lastNumber;
  NUMBERS.set(socket, number);
  const version = socket.family === 'inet6' ? ` v6only:${socket.ipv6Only ? 1 : 0}` : '';
  return ` ino:${20_000 + number} sk:${number.toString(16)}${version} <->`;
}

/** ` ts sack wscale:10,10 rto:204 rtt:0.02/0.01 mss:1448 …`: what TCP knows of a connection. */
export function infoText({ socket }: Row, { withOptions }: { readonly withOptions: boolean }): string {
  if (socket instanceof TcpListener) return ' cwnd:10';
  if (!(socket instanceof TcpSocket)) return '';
  const { timestamps, loss, receive, send, rtt, congestion } = socket;
  const hasScale = receive.window.scale > 0 || send.scale > 0;
  const agreed = [timestamps.used ? 'ts' : '', loss.selectiveAcks ? 'sack' : ''].filter((word) => word !== '');
  const parts = [
    ...(withOptions && socket.state !== 'SYN_SENT' ? agreed : []),
    ...(hasScale && socket.state !== 'SYN_SENT' ? [`wscale:${send.scale},${receive.window.scale}`] : []),
    `rto:${trimmed(Math.ceil(rtt.timeout / (4 * MILLISECOND)) * 4)}`,
    ...(rtt.backoff > 0 ? [`backoff:${rtt.backoff}`] : []),
    ...(rtt.smoothed === undefined
      ? []
      : [`rtt:${trimmed(rtt.smoothed / MILLISECOND)}/${trimmed(rtt.variation / MILLISECOND)}`]),
    `mss:${send.mss}`,
    `rcvmss:${receive.window.segmentSize}`,
    `cwnd:${Math.floor(congestion.size)}`,
    ...(send.inFlight > 0 ? [`unacked:${send.inFlight}`] : []),
    ...(send.window > 0 ? [`snd_wnd:${send.window}`] : []),
  ];
  return ` ${parts.join(' ')}`;
}

/** As `%g` prints it. */
function trimmed(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** The timer of what is unacknowledged. Linux: tcp_rearm_rto, net/ipv4/tcp_input.c; tcp_schedule_loss_probe, net/ipv4/tcp_output.c. */
import { MILLISECOND, type Microseconds } from '../clock';
import type { Awaited, TcpConnection } from './connection';

/** TCP_RTO_MIN: so long the acknowledgement of a lone segment may be delayed. */
const LONGEST_DELAYED_ACK: Microseconds = 200 * MILLISECOND;
/** TCP_TIMEOUT_MIN: two ticks. */
const LEAST_DELAY: Microseconds = 8 * MILLISECOND;

/** After an acknowledgement of something new. Linux: tcp_set_xmit_timer. */
export function startTimer(socket: TcpConnection): void {
  if (!scheduleLossProbe(socket, true)) rearmTimeout(socket);
}

/** The time-out runs from now on; from when the first segment left last, if the timer ran for something else. Linux: tcp_rearm_rto. */
export function rearmTimeout(socket: TcpConnection): void {
  const { awaited } = socket.timers;
  if (socket.send.inFlight === 0) {
    if (awaited !== 'window') stopTimer(socket);
    return;
  }
  const isRunning = awaited === 'probe' || awaited === 'reordered';
  setTimer(socket, 'timeout', isRunning ? Math.max(1, timeoutLeft(socket)) : socket.rtt.timeout);
}

/** Begins the time-out anew. Linux: tcp_reset_xmit_timer. */
export function restartTimeout(socket: TcpConnection): void {
  setTimer(socket, 'timeout', socket.rtt.timeout);
}

/**
 * Two round trips after the last segment, it is asked for; false if that is of no use: not without selective acknowledgements, and
 * not while a loss is repaired. `restarts`: the time-out would begin now. Linux: tcp_schedule_loss_probe.
 */
export function scheduleLossProbe(socket: TcpConnection, restarts: boolean): boolean {
  const { loss, send, rtt } = socket;
  if (!loss.selectiveAcks || send.inFlight === 0 || (loss.state !== 'open' && loss.state !== 'cwr')) return false;
  const { smoothed } = rtt;
  const usual =
    smoothed === undefined ? rtt.timeout : 2 * smoothed + (send.inFlight === 1 ? LONGEST_DELAYED_ACK : LEAST_DELAY);
  const left = restarts ? rtt.timeout : timeoutLeft(socket);
  setTimer(socket, 'probe', left > 0 ? Math.min(usual, left) : usual);
  return true;
}

/** What seems lost may only be late. Linux: tcp_rack_mark_lost. */
export function awaitReordered(socket: TcpConnection, patience: Microseconds): void {
  setTimer(socket, 'reordered', patience + LEAST_DELAY);
}

/** The peer has no room: it is asked whether it has. Linux: tcp_check_probe_timer. */
export function awaitWindow(socket: TcpConnection): void {
  if (socket.timers.awaited === undefined) setTimer(socket, 'window', socket.rtt.probeTimeout);
}

/** It is asked again. Linux: tcp_send_probe0. */
export function awaitWindowAgain(socket: TcpConnection): void {
  setTimer(socket, 'window', socket.rtt.probeTimeout);
}

export function stopTimer({ timers }: TcpConnection): void {
  timers.retransmission?.cancel();
  timers.retransmission = undefined;
  timers.awaited = undefined;
}

/** Linux: tcp_rto_delta_us. */
export function timeoutLeft({ send, rtt, namespace }: TcpConnection): Microseconds {
  return (send.queue[0]?.copiedAt ?? 0) + rtt.timeout - namespace.clock.now;
}

function setTimer(socket: TcpConnection, awaited: Awaited, delay: Microseconds): void {
  const { timers, namespace } = socket;
  timers.retransmission?.cancel();
  timers.awaited = awaited;
  const due = () => {
    timers.retransmission = undefined;
    timers.awaited = undefined;
    socket.due(awaited);
  };
  timers.retransmission = namespace.clock.scheduleTimer(delay, due, { placeOf: timers.place });
  timers.place = timers.retransmission;
}

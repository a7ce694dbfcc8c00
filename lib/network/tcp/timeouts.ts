/** The timer of what is unacknowledged is due. Linux: tcp_write_timer_handler, net/ipv4/tcp_timer.c. */
import type { Awaited, TcpConnection } from './connection';
import { fitsWindow, sendProbe, transmitPending } from './output';
import { enterLoss, enterRecovery } from './recovery';
import { repeatLost, retransmit, sendAgain } from './retransmit';
import { detectLosses, segmentsInFlight } from './scoreboard';
import { awaitReordered, awaitWindowAgain, rearmTimeout, restartTimeout, stopTimer, timeoutLeft } from './timers';

/** net.ipv4.tcp_retries2. */
const RETRIES = 15;

export function onDue(socket: TcpConnection, awaited: Awaited): void {
  socket.send.stamp = socket.namespace.clock.precise;
  switch (awaited) {
    case 'timeout':
      return retransmissionTimeout(socket);
    case 'probe':
      return sendLossProbe(socket);
    case 'reordered':
      return reorderingTimeout(socket);
    case 'window':
      return windowTimeout(socket);
  }
}

/** The end of what was sent may be lost, which nothing would tell: it is sent once more (RFC 8985). Linux: tcp_send_loss_probe. */
function sendLossProbe(socket: TcpConnection): void {
  const { send, loss, timers } = socket;
  if (loss.probe === undefined) {
    loss.probeRepeats = false;
    const next = send.queue[send.inFlight];
    const last = send.queue[send.inFlight - 1];
    let isSent = false;
    if (next !== undefined && fitsWindow(socket, next)) {
      const before = send.inFlight;
      transmitPending(socket, 'pushed', true);
      isSent = send.inFlight > before;
    } else if (last !== undefined && sendAgain(socket, last)) {
      loss.probeRepeats = true;
      isSent = true;
    }
    if (isSent) {
      loss.probe = send.next;
      // The time-out begins now.
      timers.awaited = undefined;
      return rearmTimeout(socket);
    }
  }
  timers.awaited = 'probe';
  rearmTimeout(socket);
}

/** Linux: tcp_rack_reo_timeout. */
function reorderingTimeout(socket: TcpConnection): void {
  const { loss, timers } = socket;
  const before = segmentsInFlight(socket);
  const patience = detectLosses(socket);
  if (before !== segmentsInFlight(socket)) {
    if (loss.state !== 'recovery') enterRecovery(socket);
    repeatLost(socket);
  }
  if (patience !== undefined && timers.awaited === undefined) awaitReordered(socket, patience);
  if (timers.awaited === 'timeout') return;
  timers.awaited ??= 'reordered';
  rearmTimeout(socket);
}

/** Linux: tcp_retransmit_timer. */
function retransmissionTimeout(socket: TcpConnection): void {
  const { send, loss, rtt, state, namespace } = socket;
  const [first] = send.queue;
  if (first?.sentAt === undefined) return;
  const { sysctl } = namespace;
  const limit = state === 'SYN_SENT' ? sysctl.number('net.ipv4.tcp_syn_retries') : RETRIES;
  if (rtt.backoff >= limit) return socket.fail(socket.softError ?? 'ETIMEDOUT');
  if (state !== 'SYN_SENT') enterLoss(socket);
  loss.timeouts += 1;
  retransmit(socket, first);
  // The first repetitions of a SYN come a second apart, if so many are allowed beside the others.
  const linear = state === 'SYN_SENT' ? sysctl.number('net.ipv4.tcp_syn_linear_timeouts') : 0;
  if (rtt.linearTimeouts < linear) rtt.linearTimeouts += 1;
  else rtt.backOff();
  restartTimeout(socket);
}

/** The path was broken, not crowded: what was doubled for it is taken back once (RFC 6069). Linux: tcp_ld_RTO_revert. */
export function revertTimeout(socket: TcpConnection): void {
  const { send, rtt, timers } = socket;
  if (send.queue[0]?.sentAt === undefined || rtt.backoff === 0) return;
  rtt.revert();
  stopTimer(socket);
  if (timeoutLeft(socket) <= 0) return retransmissionTimeout(socket);
  timers.awaited = 'probe';
  rearmTimeout(socket);
}

/** The peer's window is shut: ask. Linux: tcp_probe_timer. */
function windowTimeout(socket: TcpConnection): void {
  const { send, rtt } = socket;
  if (send.inFlight > 0 || send.queue.length === 0) return;
  if (send.unansweredProbes >= RETRIES) return socket.fail(socket.softError ?? 'ETIMEDOUT');
  send.unansweredProbes += 1;
  sendProbe(socket);
  rtt.backOffProbe();
  awaitWindowAgain(socket);
}

/**
 * What is done about losses: when one is evident, when it is repaired, and when it turns out to have been none. Linux:
 * tcp_fastretrans_alert, tcp_enter_loss, tcp_process_loss, net/ipv4/tcp_input.c; F-RTO, RFC 5682.
 */
import { sequenceDistance } from '../../packet/tcp';
import type { TcpConnection } from './connection';
import { transmitPending } from './output';
import { repeatLost } from './retransmit';
import {
  addDuplicate,
  countLost,
  countRepeated,
  countSacked,
  detectLosses,
  isAnythingRepeated,
  markAllLost,
  markFirstLost,
  type News,
  segmentsInFlight,
  unacknowledged,
} from './scoreboard';
import { awaitReordered } from './timers';

/** An acknowledgement, as far as losses are concerned. */
export interface Alert {
  readonly news: News;
  /** It acknowledges more than the last (FLAG_SND_UNA_ADVANCED). */
  readonly advances: boolean;
  /** It says nothing but what the last did. */
  readonly isDuplicate: boolean;
  /** The timestamp that it echoes. */
  readonly echo: number | undefined;
}

/** What is to be sent because of it: nothing, what is lost, or something new to see whether anything is. Linux: REXMIT_LOST, REXMIT_NEW. */
export type Repair = 'none' | 'lost' | 'new';

/** `keepsTimer`: the timer waits for segments that may have come in in another order. */
export interface Alerted {
  readonly repair: Repair;
  readonly keepsTimer: boolean;
}

const NOTHING: Alerted = { repair: 'none', keepsTimer: false };

/** Linux: tcp_fastretrans_alert. */
export function alertLosses(socket: TcpConnection, alert: Alert): Alerted {
  const { loss } = socket;
  if (loss.state === 'open') loss.firstRepetition = undefined;
  else if (isOver(socket)) {
    if (loss.state === 'cwr' && loss.recovery !== socket.send.unacknowledged) loss.state = 'open';
    else if (loss.state === 'recovery') {
      if (!loss.selectiveAcks) loss.duplicates = 0;
      if (tryUndoRecovery(socket, alert)) return NOTHING;
    }
  }
  if (loss.state === 'recovery') return goOnRecovering(socket, alert);
  let keepsTimer = false;
  if (loss.state === 'loss') {
    const repair = processLoss(socket, alert);
    const found = identifyLosses(socket, alert);
    keepsTimer = found.keepsTimer;
    // Linux: the case TCP_CA_Loss falls through.
    if (!isOpen(socket) && !found.repetitionLost) return { repair, keepsTimer };
  }
  if (!loss.selectiveAcks) {
    if (alert.advances) loss.duplicates = 0;
    if (alert.isDuplicate) addDuplicate(socket);
  }
  if (loss.isOpen) tryUndoDuplicates(socket);
  keepsTimer = identifyLosses(socket, alert).keepsTimer || keepsTimer;
  if (countLost(socket) === 0) {
    tryToOpen(socket);
    return { repair: 'none', keepsTimer };
  }
  enterRecovery(socket);
  return { repair: 'lost', keepsTimer };
}

function isOpen({ loss }: TcpConnection): boolean {
  return loss.state === 'open';
}

function goOnRecovering(socket: TcpConnection, alert: Alert): Alerted {
  const { loss } = socket;
  if (!alert.advances) {
    if (!loss.selectiveAcks && alert.isDuplicate) addDuplicate(socket);
  } else if (tryUndoPartly(socket, alert)) return NOTHING;
  if (tryUndoDuplicates(socket)) tryToOpen(socket);
  const { keepsTimer } = identifyLosses(socket, alert);
  if (loss.state !== 'recovery') {
    if (countLost(socket) === 0) return { repair: 'none', keepsTimer };
    enterRecovery(socket);
  }
  return { repair: 'lost', keepsTimer };
}

/** Linux: tcp_identify_packet_loss. */
function identifyLosses(socket: TcpConnection, { advances }: Alert) {
  const { loss, send } = socket;
  let keepsTimer = false;
  const repeated = countRepeated(socket);
  if (send.inFlight === 0) return { keepsTimer, repetitionLost: false };
  if (!loss.selectiveAcks) markFirstLost(socket, advances);
  else if (loss.advanced) {
    loss.advanced = false;
    const patience = detectLosses(socket);
    if (patience !== undefined) {
      awaitReordered(socket, patience);
      keepsTimer = true;
    }
  }
  return { keepsTimer, repetitionLost: repeated > countRepeated(socket) };
}

/** Linux: tcp_enter_recovery. */
export function enterRecovery(socket: TcpConnection): void {
  const { loss } = socket;
  if (!isAnythingRepeated(socket)) loss.firstRepetition = undefined;
  loss.mayRestore = false;
  beginUndo(socket);
  if (!loss.isReducing) {
    loss.mayRestore = true;
    beginReduction(socket);
  }
  loss.state = 'recovery';
}

/** Linux: tcp_init_cwnd_reduction. */
export function beginReduction({ loss, send, congestion }: TcpConnection): void {
  loss.recovery = send.next;
  loss.probe = undefined;
  congestion.save();
}

/** Linux: tcp_init_undo. */
function beginUndo(socket: TcpConnection): void {
  const { loss, send } = socket;
  loss.undoFrom = send.unacknowledged;
  loss.undoRepetitions = countRepeated(socket) + (loss.probe !== undefined && loss.probeRepeats ? 1 : 0) || -1;
}

/** No acknowledgement came in time. Linux: tcp_enter_loss. */
export function enterLoss(socket: TcpConnection): void {
  const { loss, send, congestion } = socket;
  const isNew = !loss.isReducing || loss.state === 'cwr' ? loss.state !== 'loss' : false;
  markAllLost(socket);
  if (
    loss.isOpen ||
    sequenceDistance(loss.recovery, send.unacknowledged) <= 0 ||
    (loss.state === 'loss' && loss.timeouts === 0)
  ) {
    loss.mayRestore = true;
    congestion.save();
    beginUndo(socket);
  }
  congestion.collapse(segmentsInFlight(socket));
  loss.state = 'loss';
  loss.recovery = send.next;
  loss.probe = undefined;
  loss.maybeSpurious = isNew || loss.timeouts > 0;
}

/** Linux: tcp_process_loss. */
function processLoss(socket: TcpConnection, alert: Alert): Repair {
  const { loss, send } = socket;
  const { news, advances, isDuplicate } = alert;
  const recovered = isOver(socket);
  if (advances && tryUndoLoss(socket, alert, false)) return 'none';
  if (loss.maybeSpurious) {
    if (news.original && tryUndoLoss(socket, alert, true)) return 'none';
    if (sequenceDistance(send.next, loss.recovery) > 0) {
      if (news.sacked || isDuplicate) loss.maybeSpurious = false;
    } else if (advances && !recovered) {
      loss.recovery = send.next;
      const isWaiting = send.queue.length > send.inFlight;
      if (isWaiting && sequenceDistance(send.next, send.unacknowledged) < send.window) return 'new';
      loss.maybeSpurious = false;
    }
  }
  if (recovered) {
    tryUndoRecovery(socket, alert);
    return 'none';
  }
  if (!loss.selectiveAcks) {
    if (sequenceDistance(send.next, loss.recovery) > 0 && isDuplicate) addDuplicate(socket);
    else if (advances) loss.duplicates = 0;
  }
  return 'lost';
}

/** Linux: tcp_xmit_recovery. */
export function repair(socket: TcpConnection, what: Repair): void {
  if (what === 'none' || socket.state === 'SYN_SENT') return;
  if (what === 'new') {
    transmitPending(socket, 'pushed');
    if (sequenceDistance(socket.send.next, socket.loss.recovery) > 0) return;
    socket.loss.maybeSpurious = false;
  }
  repeatLost(socket);
}

function isOver({ send, loss }: TcpConnection): boolean {
  return sequenceDistance(send.unacknowledged, loss.recovery) >= 0;
}

/** All repetitions were needless, or what seemed lost was only late. Linux: tcp_may_undo, tcp_packet_delayed. */
function mayUndo(socket: TcpConnection, alert: Alert): boolean {
  const { loss } = socket;
  return loss.undoFrom !== undefined && (loss.undoRepetitions === 0 || wasDelayed(socket, alert));
}

function wasDelayed({ loss, timestamps, send, state }: TcpConnection, { echo }: Alert): boolean {
  const { firstRepetition } = loss;
  if (firstRepetition !== undefined)
    return timestamps.used && echo !== undefined && echo !== 0 && sequenceDistance(echo, firstRepetition) < 0;
  if (!loss.selectiveAcks && sequenceDistance(send.unacknowledged, loss.recovery) >= 0) return false;
  return state !== 'SYN_SENT';
}

/** Linux: tcp_undo_cwnd_reduction. */
function undo({ send, loss }: TcpConnection, unmarks: boolean): void {
  if (unmarks) for (const segment of unacknowledged(send)) segment.lost = false;
  loss.undoFrom = undefined;
  loss.advanced = true;
}

/** Linux: tcp_try_undo_recovery. */
function tryUndoRecovery(socket: TcpConnection, alert: Alert): boolean {
  const { loss } = socket;
  if (mayUndo(socket, alert)) undo(socket, false);
  if (staysUntilMore(socket)) return true;
  loss.state = 'open';
  return false;
}

/** Without selective acknowledgements, duplicates of repetitions must not be taken for a new loss (RFC 6582). Linux: tcp_is_non_sack_preventing_reopen. */
function staysUntilMore(socket: TcpConnection): boolean {
  const { loss, send } = socket;
  if (loss.selectiveAcks || send.unacknowledged !== loss.recovery) return false;
  if (!isAnythingRepeated(socket)) loss.firstRepetition = undefined;
  return true;
}

/** Linux: tcp_try_undo_loss. */
function tryUndoLoss(socket: TcpConnection, alert: Alert, isSpurious: boolean): boolean {
  const { loss } = socket;
  if (!isSpurious && !mayUndo(socket, alert)) return false;
  undo(socket, true);
  loss.timeouts = 0;
  if (staysUntilMore(socket)) return true;
  if (isSpurious || loss.selectiveAcks) loss.state = 'open';
  return true;
}

/** Linux: tcp_try_undo_partial. */
function tryUndoPartly(socket: TcpConnection, alert: Alert): boolean {
  const { loss } = socket;
  if (loss.undoFrom === undefined || !wasDelayed(socket, alert)) return false;
  if (countRepeated(socket) > 0) return true;
  if (!isAnythingRepeated(socket)) loss.firstRepetition = undefined;
  undo(socket, true);
  tryKeepOpen(socket);
  return false;
}

/** Linux: tcp_try_undo_dsack. */
function tryUndoDuplicates(socket: TcpConnection): boolean {
  const { loss } = socket;
  if (loss.undoFrom === undefined || loss.undoRepetitions !== 0) return false;
  undo(socket, false);
  return true;
}

/** Linux: tcp_try_to_open. */
function tryToOpen(socket: TcpConnection): void {
  const { loss } = socket;
  if (!isAnythingRepeated(socket)) loss.firstRepetition = undefined;
  if (loss.state !== 'cwr') tryKeepOpen(socket);
}

/** Linux: tcp_try_keep_open. */
export function tryKeepOpen(socket: TcpConnection): void {
  const { loss, send } = socket;
  const isLeft = countSacked(socket) + countLost(socket) > 0;
  const state = isLeft || isAnythingRepeated(socket) ? 'disorder' : 'open';
  if (loss.state === state) return;
  loss.state = state;
  loss.recovery = send.next;
}

/** Sizes of segments, buffers and first windows. Linux: tcp_select_initial_window, net/ipv4/tcp_output.c. */
import { LARGEST_WINDOW_SCALE, TCP_HEADER_LENGTH } from '../../packet/tcp';
import { type IpOutput, transportRoom } from '../ip';
import type { Sysctl } from '../sysctl';

/** Bytes that timestamps take of each segment. */
export const TIMESTAMP_LENGTH = 12;
/** What a segment takes beside its data: a struct sk_buff and a head for headers (SKB_TRUESIZE), as large as the captured kernel was configured. */
const SEGMENT_OVERHEAD = 832;
/** Of that the struct sk_buff, and what the end of a head is kept for (struct skb_shared_info). */
const SK_BUFF = 256;
const SHARED_INFO = 320;
/** In a head that takes the data as well: room for headers, and what __pskb_pull_tail adds so that it need not do so again. */
const HEADER_RESERVE = 192;
const GROWTH_RESERVE = 128;
const HEAD_UNIT = 64;
/** The least head (SKB_SMALL_HEAD_CACHE_SIZE), and how much data it takes beside the headers. */
const SMALL_HEAD = SEGMENT_OVERHEAD - SK_BUFF;
const SMALL_DATA = SMALL_HEAD - SHARED_INFO - HEADER_RESERVE;

/** What a segment takes that comes in while its socket is free. Linux: skb->truesize. */
export function segmentSize(length: number): number {
  return length + SEGMENT_OVERHEAD;
}

/**
 * What a segment takes that waits behind a gap, or until a program's call is over: it counts with the whole of its head, which has
 * the data in it since a device without scatter-gather sent it, and is as large as kmalloc makes it. Linux: skb_condense,
 * pskb_expand_head.
 */
export function condensedSize(length: number): number {
  return headSize(length) + SK_BUFF;
}

/** How many octets more there is room for in the head of a segment with so much data. Linux: skb_tailroom. */
export function tailRoom(length: number): number {
  return length === 0 ? 0 : headSize(length) - SHARED_INFO - HEADER_RESERVE - length;
}

function headSize(length: number): number {
  if (length <= SMALL_DATA) return SMALL_HEAD;
  const size = Math.ceil((HEADER_RESERVE + GROWTH_RESERVE + length) / HEAD_UNIT) * HEAD_UNIT + SHARED_INFO;
  return 2 ** Math.ceil(Math.log2(size));
}
/** RFC 9293, section 3.7.1: what may be sent to a peer that named no size. */
export const DEFAULT_MSS = 536;
/** The least that a peer's MSS counts as, options included (TCP_MIN_SND_MSS). */
const LEAST_SENT_MSS = 48;

/** The largest segment that fits a packet to there. Linux: tcp_advertise_mss. */
export function mssOf(output: IpOutput | undefined): number {
  return output === undefined ? DEFAULT_MSS : transportRoom(output) - TCP_HEADER_LENGTH;
}

/**
 * Bytes of options and data that a segment to a peer may have, of those that fit a packet: as many as it announced. An
 * announced 0 counts as none. Linux: tcp_parse_options, __tcp_mtu_to_mss.
 */
export function segmentLimit(fitting: number, announced: number | undefined): number {
  return Math.max(LEAST_SENT_MSS, Math.min(fitting, announced || DEFAULT_MSS));
}

/** What a connection knows of the size of its segments. */
interface Sending {
  readonly output: { readonly route: IpOutput | undefined };
  readonly timestamps: { readonly used: boolean };
  readonly send: { mss: number; fitting: number; readonly peerLimit: number | undefined };
}

/** Segments are as long as the path takes now and the peer has room for. Linux: tcp_sync_mss. */
export function sizeSegments({ output, timestamps, send }: Sending): void {
  send.fitting = mssOf(output.route);
  send.mss = segmentLimit(send.fitting, send.peerLimit) - (timestamps.used ? TIMESTAMP_LENGTH : 0);
}

/** The same, if the path is known to have changed since. Linux: tcp_current_mss. */
export function fitPath(socket: Sending): void {
  if (mssOf(socket.output.route) !== socket.send.fitting) sizeSegments(socket);
}

/** Half of the default receive buffer, in whole segments (tcp_adv_win_scale 1). */
export function initialWindow(sysctl: Sysctl, mss: number): number {
  const space = Math.min(bufferSizes(sysctl)[1] / 2, 65_535 + 1);
  return space > mss ? space - (space % mss) : space;
}

/** The shift with which the largest buffer fits 16 bits. */
export function windowScale(sysctl: Sysctl): number {
  const largest = bufferSizes(sysctl)[2];
  return Math.min(LARGEST_WINDOW_SCALE, Math.max(0, Math.floor(Math.log2(largest)) - 15));
}

/** Octets of memory for what comes in (tcp_rmem's default). */
export function receiveBuffer(sysctl: Sysctl): number {
  return bufferSizes(sysctl)[1];
}

/** To which that may grow (tcp_rmem's last). */
export function largestReceiveBuffer(sysctl: Sysctl): number {
  return bufferSizes(sysctl)[2];
}

/** Octets of memory for what goes out, at first and at most (tcp_wmem). */
export function sendBuffers(sysctl: Sysctl): { readonly usual: number; readonly most: number } {
  const [, usual, most] = bufferSizes(sysctl, 'net.ipv4.tcp_wmem');
  return { usual, most };
}

function bufferSizes(sysctl: Sysctl, name = 'net.ipv4.tcp_rmem'): readonly [number, number, number] {
  const [least = 4096, usual = 131_072, most = 6_291_456] = (sysctl.get(name) ?? '').split(/\s+/).map(Number);
  return [least, usual, most];
}

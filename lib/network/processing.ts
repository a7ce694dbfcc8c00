/**
 * How long the steps of a packet keep the processor, in µs: medians of a kernel 6.18 that does nothing else, between the tracepoints
 * net_dev_start_xmit and tcp_probe. Nothing waits for it; but whoever measures round trips in microseconds sees it.
 */
import type { Microseconds } from './clock';

/** A segment is built, or taken in. */
export const SEGMENT_TIME: Microseconds = 3;
/** A frame is handed to a device. */
export const TRANSMIT_TIME: Microseconds = 2;
/** A packet comes in. */
export const RECEIVE_TIME: Microseconds = 2;
/** A packet is forwarded. */
export const FORWARD_TIME: Microseconds = 1;
/** A connection begins: whatever is needed for it is made, on both sides of it. */
export const CONNECTION_TIME: Microseconds = 30;

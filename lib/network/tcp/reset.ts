/** RST segments. Linux: tcp_v4_send_reset, net/ipv4/tcp_ipv4.c; RFC 9293, section 3.5.2. */
import type { TcpSegment } from '../../packet';
import { ACK, addSequence, RST, sequenceSpace } from '../../packet/tcp';

/** The reset that answers a segment for which there is no connection. */
export function resetFor(segment: TcpSegment): TcpSegment {
  const reply = {
    kind: 'tcp',
    sourcePort: segment.destinationPort,
    destinationPort: segment.sourcePort,
    window: 0,
    options: {},
    payload: new Uint8Array(0),
  } as const;
  if (segment.flags & ACK) return { ...reply, flags: RST, sequence: segment.acknowledgement, acknowledgement: 0 };
  return {
    ...reply,
    flags: RST | ACK,
    sequence: 0,
    acknowledgement: addSequence(segment.sequence, sequenceSpace(segment)),
  };
}

/** Which packet of an exchange it is. */
import type { Path } from './pathRecorder';

/** Whether a packet goes the other way. */
export function isReply({ journey }: Path, { journey: first }: Path): boolean {
  return (
    journey.destination === first.sourceOut ||
    journey.source === first.destinationOut ||
    journey.source === first.destination
  );
}

/** `SYN`, `SYN-ACK`, `RST`, `segment of 1500 bytes`, `datagram`, `echo`. */
export function packetName({ journey: { flags, protocol, length } }: Path): string {
  if (protocol === 'udp') return 'datagram';
  if (protocol !== 'tcp') return protocol === 'icmp' ? 'ICMP message' : 'packet';
  if (flags === 'S') return 'SYN';
  if (flags === 'S.') return 'SYN-ACK';
  if (flags.startsWith('R')) return 'RST';
  if (flags.startsWith('F')) return 'FIN';
  return `segment of ${length} bytes`;
}

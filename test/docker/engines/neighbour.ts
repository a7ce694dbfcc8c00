/** A neighbour that sends what no honest one does: packets to 127.0.0.1 of the host, on the wire. */
import { SECOND } from '../../../lib/network';
import { formatIpv4, ipv4, ipv4Packet } from '../../../lib/packet';
import type { DockerMachine } from '../machine';

/** Sends a SYN or a datagram; what comes back: `OK SYN-ACK from 127.0.0.1`, or `TIMEOUT`. */
export function sendFromNeighbour({ machine, client }: DockerMachine, protocol: string, port: number): string {
  throw new Error(`${machine.name} ${client.name} ${protocol} ${port} ${SECOND} ${formatIpv4(0)} ${ipv4('1.1.1.1')} ${ipv4Packet}`);
}

/** A neighbour that sends what no honest one does: packets to 127.0.0.1 of the host, on the wire. */
import { SkBuff } from '../../../lib/netfilter/skb';
import { SECOND, type Tap } from '../../../lib/network';
import { formatIp, ipv4, ipv4Packet, type Transport } from '../../../lib/packet';
import type { DockerMachine } from '../machine';

const SOURCE_PORT = 4321;
const SYN = 0x02;
const SYN_ACK = 0x12;

/** Sends a SYN or a datagram; what comes back: `OK SYN-ACK from 127.0.0.1`, or `TIMEOUT`. */
export function sendFromNeighbour({ machine, client }: DockerMachine, protocol: string, port: number): string {
  const eth0 = client.net.device('eth0');
  const ens33 = machine.net.device('ens33');
  if (eth0 === undefined || ens33 === undefined) throw new Error('no cable between the machines');
  const header = {
    source: ipv4('192.168.70.1'),
    destination: ipv4('127.0.0.1'),
    protocol: protocol === 'tcp' ? 6 : 17,
  };
  const transport = protocol === 'tcp' ? syn(port) : hello(port);
  const skb = new SkBuff(ipv4Packet(header, transport));
  skb.sourceMac = eth0.mac;
  skb.destinationMac = ens33.mac;
  let result = 'TIMEOUT';
  const tap: Tap = (direction, { payload }) => {
    if (direction !== 'in' || payload.kind !== 'ipv4' || result !== 'TIMEOUT') return;
    const from = formatIp(payload.source);
    if (payload.transport.kind === 'tcp' && payload.transport.flags === SYN_ACK) result = `OK SYN-ACK from ${from}`;
    if (payload.transport.kind === 'udp')
      result = `OK ${new TextDecoder().decode(payload.transport.payload).trim()} from ${from}`;
  };
  eth0.taps.add(tap);
  eth0.transmit(skb);
  // Before the answer is sent again.
  machine.clock.advance(SECOND / 2);
  eth0.taps.delete(tap);
  return result;
}

function syn(destinationPort: number): Transport {
  return {
    kind: 'tcp',
    sourcePort: SOURCE_PORT,
    destinationPort,
    sequence: 1,
    acknowledgement: 0,
    flags: SYN,
    window: 1000,
    options: {},
    payload: new Uint8Array(),
  };
}

function hello(destinationPort: number): Transport {
  const payload = new TextEncoder().encode('hello\n');
  return { kind: 'udp', sourcePort: SOURCE_PORT, destinationPort, payload };
}

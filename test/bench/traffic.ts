/** TCP segments through a host: established connections in both directions, and SYNs that begin new ones. */
import { SkBuff } from '../../lib/dist/netfilter/skb';
import type { NetDevice } from '../../lib/dist/network';
import type { Ipv4Address, MacAddress } from '../../lib/dist/packet';
import { ipv4Packet, PROTOCOL_TCP } from '../../lib/dist/packet/ipv4';
import { ACK, SYN } from '../../lib/dist/packet/tcp';
import { type BenchHost, received } from './host';

/** From one packet to the next, in µs of the simulated time: long enough for it to arrive. */
const INTERVAL = 100;
const FIRST_SOURCE_PORT = 1024;
const SOURCE_PORTS = 65_536 - FIRST_SOURCE_PORT;
const NOTHING = new Uint8Array(0);
const OPTIONS = {};

/** One end of the traffic: where it sends from, where to, and over which next hop. */
interface End {
  readonly device: NetDevice;
  readonly address: Ipv4Address;
  readonly peer: Ipv4Address;
  readonly nextHop: MacAddress;
}

export class Traffic {
  readonly #host: BenchHost;
  readonly #client: End;
  readonly #container: End;
  #flows = 0;

  constructor(host: BenchHost) {
    this.#host = host;
    const { client, container, machines } = host;
    const { net } = machines.host;
    const ens33 = net.device('ens33');
    const bridge = net.devices.find((device) => device.kind === 'bridge' && areNeighbours(device, container));
    const outside = addressOf(client);
    const inside = addressOf(container);
    const published = addressOf(ens33);
    this.#client = { device: client, address: outside, peer: published, nextHop: ens33?.mac ?? 0 };
    this.#container = { device: container, address: inside, peer: outside, nextHop: bridge?.mac ?? 0 };
  }

  /** Opens a connection with three segments; the source port that it has. */
  open(port: number): number {
    const sourcePort = FIRST_SOURCE_PORT;
    const inside = this.#host.containerPort(port);
    this.#send(this.#client, sourcePort, port, SYN, 0, 0);
    this.#send(this.#container, inside, sourcePort, SYN | ACK, 0, 1);
    this.#send(this.#client, sourcePort, port, ACK, 1, 1);
    return sourcePort;
  }

  /** Sends so many segments of an open connection each way. Throws if one did not arrive. */
  exchange(port: number, sourcePort: number, count: number): void {
    const inside = this.#host.containerPort(port);
    const before = this.#received();
    for (let sent = 0; sent < count; sent++) {
      this.#send(this.#client, sourcePort, port, ACK, 1, 1);
      this.#send(this.#container, inside, sourcePort, ACK, 1, 1);
    }
    this.#expect(before + 2 * count);
  }

  /** Begins so many connections, each from a source port of its own, to one published port after the other. Throws if a SYN did not arrive. */
  begin(count: number): void {
    const { ports } = this.#host;
    const before = this.#received();
    for (let sent = 0; sent < count; sent++, this.#flows++) {
      const round = Math.floor(this.#flows / ports.length);
      const port = ports[this.#flows % ports.length] as number;
      this.#send(this.#client, FIRST_SOURCE_PORT + (round % SOURCE_PORTS), port, SYN, 0, 0);
    }
    this.#expect(before + count);
  }

  /** The host forgets all connections. */
  forget(): void {
    const { conntrack, clock } = this.#host.machines.host.net;
    for (const entry of conntrack.entries(clock.now)) conntrack.remove(entry);
  }

  #received(): number {
    return received(this.#host.client) + received(this.#host.container);
  }

  #expect(packets: number): void {
    if (this.#received() !== packets) throw new Error(`${packets - this.#received()} packets did not arrive`);
  }

  #send(
    { device, address, peer, nextHop }: End,
    sourcePort: number,
    destinationPort: number,
    flags: number,
    sequence: number,
    acknowledgement: number,
  ): void {
    const skb = new SkBuff(
      ipv4Packet(
        { source: address, destination: peer, protocol: PROTOCOL_TCP },
        {
          kind: 'tcp',
          sourcePort,
          destinationPort,
          sequence,
          acknowledgement,
          flags,
          window: 65_535,
          options: OPTIONS,
          payload: NOTHING,
        },
      ),
    );
    skb.sourceMac = device.mac;
    skb.destinationMac = nextHop;
    device.transmit(skb);
    device.namespace.clock.advance(INTERVAL);
  }
}

function addressOf(device: NetDevice | undefined): Ipv4Address {
  return device?.addresses[0]?.address ?? 0;
}

function areNeighbours(a: NetDevice, b: NetDevice): boolean {
  const shift = 32 - (a.addresses[0]?.prefixLength ?? 32);
  return addressOf(a) >>> shift === addressOf(b) >>> shift;
}

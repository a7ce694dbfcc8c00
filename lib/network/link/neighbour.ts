/**
 * Hardware addresses of neighbours, found by ARP. Linux: net/core/neighbour.c, net/ipv4/arp.c.
 * The states are those of `ip neigh`.
 */
import type { ArpPacket, Ipv4Address, MacAddress } from '../../packet';
import { BROADCAST_MAC } from '../../packet/address';
import { type Clock, type Microseconds, SECOND, type Timer } from '../clock';
import type { IpHost } from '../ipHost';
import type { Random } from '../random';
import { answersArp, mayAnnounce } from './arpPolicy';
import type { NetDevice } from './device';
import { ArpFrame } from './frame';
import { ReachableTimes } from './reachableTimes';

/** How much is known of a neighbour's hardware address (RFC 4861, section 7.3.2). Linux: NUD_*. */
export type NeighbourState = 'INCOMPLETE' | 'REACHABLE' | 'STALE' | 'DELAY' | 'PROBE' | 'FAILED' | 'PERMANENT';

/** A packet that waits for the address of its next hop. */
export interface PendingTransmit {
  readonly source: Ipv4Address;
  /** The address is known: send. */
  send(mac: MacAddress): void;
  /** No answer came. */
  fail(): void;
  /** Dropped without an error: too many packets wait, or the device is gone. */
  discard(): void;
}

const DELAY_PROBE_TIME: Microseconds = 5 * SECOND;
const RETRANSMIT_TIME: Microseconds = SECOND;
const PROBES = 3;
/** A power of two. */
const RECENT = 8;
/** Linux allows as many bytes as a send buffer has (unres_qlen_bytes); this is the older limit in packets. */
const QUEUE_LIMIT = 101;

/** An entry of the neighbour table: one IPv4 address at one device. */
export class Neighbour {
  state: NeighbourState = 'INCOMPLETE';
  mac: MacAddress | undefined = undefined;
  /** The tick at which it last showed itself alive, to ARP or to a protocol above. */
  confirmedAt: Microseconds = Number.NEGATIVE_INFINITY;
  readonly queue: PendingTransmit[] = [];
  /** Of the states REACHABLE, DELAY, PROBE and INCOMPLETE. Linux: NUD_IN_TIMER. */
  timer: Timer | undefined = undefined;
  probes = 0;

  constructor(
    readonly device: NetDevice,
    readonly address: Ipv4Address,
  ) {}
}

/** The neighbours of one namespace, by device and address. */
export class NeighbourTable {
  /** Replaceable, for times that were drawn elsewhere. */
  reachableTimes: Pick<ReachableTimes, 'of'>;
  readonly #neighbours = new Map<NetDevice, Map<Ipv4Address, Neighbour>>();
  /** Those that were last asked for, each at the place of its address: packets ask for the same few all the time. */
  readonly #recent: (Neighbour | undefined)[] = new Array(RECENT).fill(undefined);
  /** A neighbour is new, or its state changed, since all were settled. */
  #isUnsettled = false;
  readonly #namespace: IpHost;

  constructor(namespace: IpHost, random: Random) {
    this.#namespace = namespace;
    this.reachableTimes = new ReachableTimes(namespace.clock, random);
  }

  /** In the order in which they were made. */
  list(): readonly Neighbour[] {
    return [...this.#neighbours.values()].flatMap((byAddress) => [...byAddress.values()]);
  }

  /** The hardware address of a neighbour known to be alive. Linux: NUD_CONNECTED. */
  connected(device: NetDevice, nextHop: Ipv4Address): MacAddress | undefined {
    const neighbour = this.#find(device, nextHop);
    return neighbour?.state === 'REACHABLE' || neighbour?.state === 'PERMANENT' ? neighbour.mac : undefined;
  }

  /** Whether a hardware address is known, be it from long ago. Linux: NUD_VALID. */
  isValid(device: NetDevice, nextHop: Ipv4Address): boolean {
    const state = this.#find(device, nextHop)?.state;
    return state !== undefined && state !== 'INCOMPLETE' && state !== 'FAILED';
  }

  /** The hardware address to send to now, even if it has to be confirmed; `undefined` if it is unknown. @internal */
  usable(device: NetDevice, nextHop: Ipv4Address): MacAddress | undefined {
    const neighbour = this.#find(device, nextHop);
    if (neighbour === undefined) return undefined;
    if (neighbour.state === 'STALE') this.#enter(neighbour, 'DELAY', DELAY_PROBE_TIME);
    return neighbour.state === 'INCOMPLETE' || neighbour.state === 'FAILED' ? undefined : neighbour.mac;
  }

  /** Sends as soon as the address of `nextHop` is known. Linux: neigh_resolve_output. @internal */
  resolve(device: NetDevice, nextHop: Ipv4Address, pending: PendingTransmit): void {
    const mac = this.usable(device, nextHop);
    if (mac !== undefined) return pending.send(mac);
    const neighbour = this.#find(device, nextHop) ?? this.#create(device, nextHop);
    if (neighbour.queue.length >= QUEUE_LIMIT) neighbour.queue.shift()?.discard();
    neighbour.queue.push(pending);
    if (neighbour.timer === undefined) {
      neighbour.probes = 0;
      this.#enter(neighbour, 'INCOMPLETE', RETRANSMIT_TIME);
      this.#probe(neighbour);
    }
  }

  /** Asks a station by its hardware address whether it has an address: no other hears of it. @internal */
  ask(device: NetDevice, address: Ipv4Address, mac: MacAddress): void {
    const neighbour = this.#find(device, address) ?? this.#create(device, address);
    neighbour.mac = mac;
    neighbour.probes = 0;
    this.#enter(neighbour, 'PROBE', RETRANSMIT_TIME);
    this.#probe(neighbour);
  }

  /** A packet from the next hop made it clear that it is alive. Linux: dst_confirm. @internal */
  confirm(device: NetDevice, nextHop: Ipv4Address): void {
    const neighbour = this.#find(device, nextHop);
    if (neighbour !== undefined) neighbour.confirmedAt = this.#clock.lastTick;
  }

  /** An ARP packet came in. Linux: arp_process. @internal */
  receive({ arp }: ArpFrame, device: NetDevice): void {
    const { senderAddress, targetAddress, senderMac } = arp;
    const asks = arp.operation === 'who-has';
    if (asks && this.#namespace.fib.lookup(targetAddress)?.type === 'local') {
      // Who could not send a packet by this device is not answered either: arp_process asks ip_route_input.
      const isProblem =
        senderAddress !== 0 && this.#namespace.sourceProblem(senderAddress, targetAddress, device) !== undefined;
      if (!isProblem) return this.#answer(arp, device);
    }
    // A request shows no more than where its sender is.
    const neighbour = senderAddress === 0 ? undefined : this.#find(device, senderAddress);
    if (neighbour !== undefined) this.#update(neighbour, senderMac, asks ? 'STALE' : 'REACHABLE');
  }

  /** Nobody is entered who only asks whether an address is taken (RFC 5227, section 2.1.1). */
  #answer({ senderAddress, targetAddress, senderMac }: ArpPacket, device: NetDevice): void {
    if (!answersArp(this.#namespace, device, senderAddress, targetAddress)) return;
    if (senderAddress !== 0) {
      const known = this.#find(device, senderAddress) ?? this.#create(device, senderAddress);
      this.#update(known, senderMac, 'STALE');
    }
    this.#send(device, 'is-at', targetAddress, senderMac, senderAddress);
  }

  /** Tells all stations the hardware address of one of the machine's own addresses: gratuitous ARP. RFC 5227, section 1.1. */
  announce(device: NetDevice, address: Ipv4Address): void {
    this.#send(device, 'who-has', address, undefined, address);
  }

  /** Forgets all that was known behind a device. Linux: neigh_carrier_down. */
  flush(device: NetDevice): void {
    for (const neighbour of this.#neighbours.get(device)?.values() ?? []) {
      neighbour.timer?.cancel();
      for (const pending of neighbour.queue.splice(0)) pending.discard();
    }
    this.#neighbours.delete(device);
    this.#recent.fill(undefined);
  }

  /** Those that are asked for are forgotten, with what waits for them, and no timer is needed for the others. @internal */
  settle(): void {
    if (!this.#isUnsettled) return;
    for (const byAddress of this.#neighbours.values())
      for (const [address, neighbour] of byAddress) {
        if (neighbour.state === 'INCOMPLETE' || neighbour.state === 'FAILED') byAddress.delete(address);
        else if (neighbour.state !== 'PERMANENT' && neighbour.state !== 'STALE') this.#rest(neighbour, 'STALE');
      }
    this.#isUnsettled = false;
    this.#recent.fill(undefined);
  }

  get #clock(): Clock {
    return this.#namespace.clock;
  }

  #find(device: NetDevice, address: Ipv4Address): Neighbour | undefined {
    const place = (address ^ (address >>> 16)) & (RECENT - 1);
    const recent = this.#recent[place];
    if (recent !== undefined && recent.address === address && recent.device === device) return recent;
    const neighbour = this.#neighbours.get(device)?.get(address | 0);
    if (neighbour !== undefined) this.#recent[place] = neighbour;
    return neighbour;
  }

  #create(device: NetDevice, address: Ipv4Address): Neighbour {
    const neighbour = new Neighbour(device, address);
    this.#isUnsettled = true;
    let byAddress = this.#neighbours.get(device);
    if (byAddress === undefined) {
      byAddress = new Map();
      this.#neighbours.set(device, byAddress);
    }
    byAddress.set(address | 0, neighbour);
    return neighbour;
  }

  /** A new address or a sign of life: packets that waited for it go out. Linux: __neigh_update. */
  #update(neighbour: Neighbour, mac: MacAddress, state: 'STALE' | 'REACHABLE'): void {
    if (state === 'REACHABLE') neighbour.confirmedAt = this.#clock.lastTick;
    else if (neighbour.mac === mac && neighbour.state !== 'FAILED') return;
    if (state === 'STALE') this.#rest(neighbour, state);
    else if (neighbour.state !== state) this.#enter(neighbour, state, this.#reachableTime(neighbour));
    neighbour.mac = mac;
    for (const pending of neighbour.queue.splice(0)) pending.send(mac);
  }

  #reachableTime({ device }: Neighbour): Microseconds {
    return this.reachableTimes.of(device);
  }

  /** Enters a state that ends by a timer. */
  #enter(neighbour: Neighbour, state: NeighbourState, time: Microseconds): void {
    this.#rest(neighbour, state);
    neighbour.timer = this.#clock.scheduleTimer(time, () => this.#timeout(neighbour));
  }

  /** Into a state that lasts. */
  #rest(neighbour: Neighbour, state: NeighbourState): void {
    neighbour.timer?.cancel();
    neighbour.timer = undefined;
    neighbour.state = state;
    this.#isUnsettled = true;
  }

  /**
   * A reachable neighbour gets stale, unless there was a sign of life since; a stale one that was used is probed,
   * unless a sign came in time; after three requests without an answer it has failed. Linux: neigh_timer_handler.
   */
  #timeout(neighbour: Neighbour): void {
    const silence = this.#clock.lastTick - neighbour.confirmedAt;
    const reachable = this.#reachableTime(neighbour);
    switch (neighbour.state) {
      case 'REACHABLE':
        if (silence > reachable) this.#rest(neighbour, 'STALE');
        else this.#enter(neighbour, 'REACHABLE', reachable - silence);
        return;
      case 'DELAY':
        if (silence <= DELAY_PROBE_TIME) return this.#enter(neighbour, 'REACHABLE', reachable - silence);
        neighbour.probes = 0;
        this.#enter(neighbour, 'PROBE', RETRANSMIT_TIME);
        return this.#probe(neighbour);
      default:
        if (neighbour.probes >= PROBES) return this.#fail(neighbour);
        this.#enter(neighbour, neighbour.state, RETRANSMIT_TIME);
        this.#probe(neighbour);
    }
  }

  #fail(neighbour: Neighbour): void {
    this.#rest(neighbour, 'FAILED');
    neighbour.mac = undefined;
    for (const pending of neighbour.queue.splice(0)) pending.fail();
  }

  #probe(neighbour: Neighbour): void {
    neighbour.probes += 1;
    const source = this.#proberAddress(neighbour);
    this.#send(neighbour.device, 'who-has', source, neighbour.mac, neighbour.address);
  }

  /** Of the packet that waits, or else the device's. Linux: arp_solicit. */
  #proberAddress({ queue, device, address }: Neighbour): Ipv4Address {
    const waiting = queue.at(-1)?.source;
    if (waiting !== undefined && mayAnnounce(this.#namespace, device, address, waiting)) return waiting;
    return this.#namespace.sourceAddress(device, address) ?? 0;
  }

  /** To one station if its address is known, else to all. */
  #send(
    device: NetDevice,
    operation: 'who-has' | 'is-at',
    sender: Ipv4Address,
    mac: MacAddress | undefined,
    target: Ipv4Address,
  ): void {
    const targetMac = operation === 'who-has' ? 0 : (mac ?? 0);
    const arp = {
      kind: 'arp',
      operation,
      senderMac: device.mac,
      senderAddress: sender,
      targetMac,
      targetAddress: target,
    } as const;
    device.transmit(new ArpFrame(device.mac, mac ?? BROADCAST_MAC, arp));
  }
}

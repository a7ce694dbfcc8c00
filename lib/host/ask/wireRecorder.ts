/** Writes down what all interfaces of a host's machines carry during one exchange. */
import { FrameLog } from '../../lab/observe/frameLog';
import { capturedPacket } from '../../lab/observe/packetCapture';
import type { CapturedPacket, Captures } from '../../lab/observe/packets';
import { encodeLogs } from '../../lab/pcap';
import { topologyOf } from '../../lab/readTopology';
import type { Topology } from '../../lab/topology';
import type { Place } from '../../machine';
import { MILLISECOND, type NamespaceTap } from '../../network';

export class WireRecorder {
  readonly #rows = new Map<string, CapturedPacket[]>();
  readonly #taps = new Map<Place, NamespaceTap>();
  readonly #logs: FrameLog[] = [];
  readonly #places: Place[];
  readonly #pcap: boolean;

  /** `pcap`: the frames are kept as they are as well. */
  constructor(places: readonly Place[], pcap: boolean) {
    this.#places = [...places];
    this.#pcap = pcap;
  }

  start(): void {
    for (const place of this.#places) this.#listen(place);
  }

  /** Listens at one more place. */
  watch(place: Place): void {
    this.#places.push(place);
    this.#listen(place);
  }

  stop(): void {
    for (const [{ net }, tap] of this.#taps) net.taps.delete(tap);
    for (const log of this.#logs) log.stop();
  }

  get packets(): Captures {
    return Object.fromEntries(this.#rows);
  }

  /** The machines that packets came to, with the devices that carried them; the host is first. */
  topology(host: Place): Topology {
    const isUsed = (name: string, device: string) => this.#rows.has(`${name} ${device}`);
    const used = this.#places.filter(({ net }) => net.devices.some(({ name }) => isUsed(net.name, name)));
    const places = [host, ...used.filter((place) => place !== host)];
    const { namespaces } = topologyOf(places, (place) => place.machine !== host.machine || place === host);
    return {
      namespaces: namespaces.map((namespace) => {
        const { name, devices } = namespace;
        const shown = devices.filter((device) => device.kind === 'loopback' || isUsed(name, device.name));
        const bridges = new Set(shown.map(({ master }) => master));
        return { ...namespace, devices: devices.filter((one) => shown.includes(one) || bridges.has(one.name)) };
      }),
    };
  }

  /** One file of all interfaces that carried something. */
  pcap(comment: string): Uint8Array {
    return encodeLogs(
      comment,
      this.#logs.filter(({ frames }) => frames.length > 0),
      true,
    );
  }

  #listen(place: Place): void {
    const { net, machine } = place;
    const begun = net.clock.now;
    const tap: NamespaceTap = (device, direction, frame) => {
      const key = `${net.name} ${device.name}`;
      const rows = this.#rows.get(key) ?? [];
      this.#rows.set(key, rows);
      rows.push(capturedPacket((net.clock.now - begun) / MILLISECOND, direction, frame));
    };
    net.taps.add(tap);
    this.#taps.set(place, tap);
    if (!this.#pcap) return;
    const log = new FrameLog(net, machine);
    this.#logs.push(log);
    log.start();
  }
}

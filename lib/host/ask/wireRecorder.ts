/** Writes down what all interfaces of a host's machines carry during one exchange. */
import { FrameLog } from '../../lab/observe/frameLog';
import { capturedPacket } from '../../lab/observe/packetCapture';
import type { CapturedPacket, Captures } from '../../lab/observe/packets';
import { encodeLogs } from '../../lab/pcap';
import { topologyOf } from '../../lab/readTopology';
import type { Topology, TopologyDevice } from '../../lab/topology';
import type { Place } from '../../machine';
import { MILLISECOND, type NamespaceTap, type NetNamespace, VethDevice } from '../../network';

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

  /** The machines that packets came to, with the devices that carried them: the host, and then from afar to near. */
  topology(host: Place): Topology {
    const isUsed = (name: string, device: string) => this.#rows.has(`${name} ${device}`);
    const used = this.#places.filter(({ net }) => net.devices.some(({ name }) => isUsed(net.name, name)));
    const isRouter = (place: Place) => place.machine !== host.machine && ROUTERS.test(place.name);
    const others = used.filter((place) => place !== host);
    const places = [host, ...others.filter((place) => !isRouter(place)), ...others.filter(isRouter)];
    const { namespaces } = topologyOf(places, (place) => place.machine !== host.machine || place === host);
    const cables = cablesBeyond(host.net, places);
    return {
      namespaces: namespaces.map((namespace, index) => {
        const { name, devices } = namespace;
        const shown = devices.filter((device) => device.kind === 'loopback' || isUsed(name, device.name));
        const bridges = new Set(shown.map(({ master }) => master));
        const all = devices
          .filter((one) => shown.includes(one) || bridges.has(one.name))
          .map((device) => {
            const peer = cables.get(`${name} ${device.name}`);
            return peer === undefined ? device : { ...device, peer };
          });
        const place = places[index];
        return { ...namespace, devices: place !== undefined && isRouter(place) ? all.reverse() : all };
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

/** Routers beyond the host: what is behind them comes to them by the devices that they got last. */
const ROUTERS = /^(?:gateway|internet)$/;

/** Which device is at the other end of the host's cable to a link: of several on it the router. By `host eth0`, both ways. */
function cablesBeyond(net: NetNamespace, places: readonly Place[]): ReadonlyMap<string, TopologyDevice['peer']> {
  const cables = new Map<string, { readonly namespace: string; readonly device: string }>();
  for (const device of net.devices) {
    const hub = device instanceof VethDevice ? device.peer?.master : undefined;
    if (hub === undefined || hub.namespace === net) continue;
    const ends = hub.namespace.devices.flatMap((port) =>
      port instanceof VethDevice && port.master === hub && port.peer !== undefined && port.peer !== device
        ? [port.peer]
        : [],
    );
    const end = ends
      .filter(({ namespace }) => places.some((place) => place.net === namespace))
      .sort((one, other) => Number(ROUTERS.test(other.namespace.name)) - Number(ROUTERS.test(one.namespace.name)))[0];
    if (end === undefined) continue;
    cables.set(`${net.name} ${device.name}`, { namespace: end.namespace.name, device: end.name });
    cables.set(`${end.namespace.name} ${end.name}`, { namespace: net.name, device: device.name });
  }
  return cables;
}

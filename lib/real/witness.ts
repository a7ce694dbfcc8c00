/**
 * What every interface of the real machines and their containers carries, from the beginning to the end: a packet
 * socket for all devices in each network namespace.
 */
import { join } from 'node:path';
import { DecodeError, decodeFrame, type EthernetFrame, readCooked } from '../packet';
import type { Network } from './chance';
import { DeviceWatch, intoNetwork, isRunning, links, type RealContainer, runningContainers } from './containers';
import type { RealLab } from './lab';
import { Listener } from './listener';
import { MACHINE_SCRIPTS } from './scripts';

/** A frame at an interface. */
export interface WitnessedFrame {
  /** Seconds since 1970. */
  readonly at: number;
  /** `host ens33`, `ng1 eth0`; the host's end of a container's cable is `host veth of ng1 eth0`. */
  readonly interface: string;
  readonly direction: 'in' | 'out';
  /** A sentence for frames that cannot be read, which nothing simulated sends. */
  readonly frame: EthernetFrame | string;
}

interface Tap extends Network {
  readonly listener: Listener;
}

/** The listeners of one pair of machines; more are added as containers come. */
export class Witness {
  readonly #lab: RealLab;
  /** By network namespace: the host, the client, a container's first process. */
  readonly #taps = new Map<string, Tap>();
  /** By place and number of a device; numbers are not used twice. */
  readonly #names = new Map<string, string>([
    ['client 1', 'client lo'],
    ['client 2', 'client eth0'],
  ]);
  readonly #devices: DeviceWatch;

  constructor(lab: RealLab) {
    this.#lab = lab;
    this.#devices = new DeviceWatch(lab.host);
  }

  /** Begins to listen in namespaces that are new since the last call. */
  async look(): Promise<void> {
    const { host, client } = this.#lab;
    for (const machine of [host, client]) await this.#tap(machine.name, machine.name, machine.enter());
    const devices = await this.#devices.look();
    if (devices === undefined) return;
    for (const { ifindex, ifname } of devices) this.#names.set(`host ${ifindex}`, `host ${ifname}`);
    for (const container of await runningContainers(host)) await this.#lookInto(container);
  }

  /** All interfaces that were listened at so far. */
  get interfaces(): ReadonlySet<string> {
    return new Set(this.#names.values());
  }

  /** Those that are listened in; of ended containers as well. */
  get networks(): readonly Network[] {
    return [...this.#taps.values()];
  }

  /** The name of one of the host's devices. */
  hostDevice(ifindex: number): string {
    return (this.#names.get(`host ${ifindex}`) ?? `host ${ifindex}`).slice('host '.length);
  }

  /** Stops listening; all that was seen, by interface in the order of their numbers, each interface's in order. */
  async end(): Promise<readonly WitnessedFrame[]> {
    const taps = [...this.#taps.values()];
    this.#taps.clear();
    const files = await Promise.all(taps.map(async ({ place, listener }) => ({ place, seen: await listener.end() })));
    return files.flatMap(({ place, seen }) => {
      const packets = seen.map(({ at, bytes }) => ({ at, ...readCooked(bytes) }));
      packets.sort((a, b) => a.ifindex - b.ifindex);
      return packets.map(({ at, ifindex, direction, frame }) => {
        const key = `${place} ${ifindex}`;
        return { at, interface: this.#names.get(key) ?? key, direction, frame: decode(frame) };
      });
    });
  }

  async #lookInto(container: RealContainer): Promise<void> {
    const { host } = this.#lab;
    for (const { ifindex, ifname, link_index } of await links(host, container)) {
      this.#names.set(`${container.name} ${ifindex}`, `${container.name} ${ifname}`);
      if (link_index !== undefined) this.#names.set(`host ${link_index}`, `host veth of ${container.name} ${ifname}`);
    }
    const key = `${container.name}-${container.pid}`;
    await this.#tap(container.name, key, host.enter(...intoNetwork(container))).catch(async (error: unknown) => {
      // One that has ended meanwhile carries nothing more.
      if (await isRunning(host, container)) throw error;
    });
  }

  async #tap(place: string, key: string, enter: readonly string[]): Promise<void> {
    if (this.#taps.has(key)) return;
    const listener = await Listener.start(
      [...enter, 'perl', `${MACHINE_SCRIPTS}/packetSocket.pl`],
      join(this.#lab.folder, `${key}.pcap`),
    );
    this.#taps.set(key, { place, enter, listener });
  }
}

function decode(bytes: Uint8Array): EthernetFrame | string {
  try {
    return decodeFrame(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return error.message;
  }
}

/** The devices of a namespace, by name and by index. Linux: dev_base_head, net/core/dev.c. */
import type { Sysctl } from '../sysctl';
import type { NetDevice } from './device';

/** Of one namespace. */
export class DeviceTable {
  readonly #byName = new Map<string, NetDevice>();
  readonly #sysctl: Sysctl;
  #lastIfindex = 0;

  constructor(sysctl: Sysctl) {
    this.#sysctl = sysctl;
  }

  /** By index, as `ip link` lists them. */
  get all(): readonly NetDevice[] {
    return [...this.#byName.values()].sort((a, b) => a.ifindex - b.ifindex);
  }

  /** The device of that name; `undefined` if there is none. */
  get(name: string): NetDevice | undefined {
    return this.#byName.get(name);
  }

  /** The lowest index that is free from `atLeast` on, and after all that were given. */
  nextIfindex(atLeast: number): number {
    const taken = new Set([...this.#byName.values()].map(({ ifindex }) => ifindex));
    let ifindex = Math.max(atLeast, this.#lastIfindex + 1);
    while (taken.has(ifindex)) ifindex += 1;
    return ifindex;
  }

  /** Takes a device in, with settings of its own. */
  add(device: NetDevice): void {
    this.#byName.set(device.name, device);
    this.#lastIfindex = Math.max(this.#lastIfindex, device.ifindex);
    device.settings = this.#sysctl.addDevice(device.name);
  }

  remove(device: NetDevice): void {
    this.#byName.delete(device.name);
    this.#sysctl.removeDevice(device.name);
  }

  /** Another name, and settings as a new device has them. */
  rename(device: NetDevice, name: string): void {
    this.remove(device);
    device.name = name;
    this.add(device);
  }
}

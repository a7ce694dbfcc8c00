/** The settings of a namespace that change what it does. */
import type { ConntrackSettings, TcpTimeouts } from '../netfilter/conntrack/host';
import { noTimeouts, timeoutsOf } from '../netfilter/conntrack/tcpTimeout';
import { INTEGER, SYSCTL_TABLE, writeSetting } from './sysctlTable';

/** Settings of which each device has its own copy, taken from `default` when it comes into being. */
const PER_DEVICE = [
  'accept_redirects',
  'arp_announce',
  'arp_filter',
  'arp_ignore',
  'forwarding',
  'promote_secondaries',
  'route_localnet',
  'rp_filter',
  'secure_redirects',
  'send_redirects',
  'shared_media',
  'src_valid_mark',
] as const;

const LEAST_BY: Readonly<Record<string, string>> = { 'net.ipv4.ipfrag_high_thresh': 'net.ipv4.ipfrag_low_thresh' };
const MOST_BY: Readonly<Record<string, string>> = { 'net.ipv4.ipfrag_low_thresh': 'net.ipv4.ipfrag_high_thresh' };

/** The name of a setting of which each device has its own. */
export type DeviceSetting = (typeof PER_DEVICE)[number];

/** A device's own settings as numbers, always as they are now: packets ask for them all the time. */
export type DeviceSettings = Readonly<Record<DeviceSetting, number>>;

/** Of a device that is in no namespace. */
export const NO_DEVICE_SETTINGS: DeviceSettings = {
  accept_redirects: 0,
  arp_announce: 0,
  arp_filter: 0,
  arp_ignore: 0,
  forwarding: 0,
  promote_secondaries: 0,
  route_localnet: 0,
  rp_filter: 0,
  secure_redirects: 0,
  send_redirects: 0,
  shared_media: 0,
  src_valid_mark: 0,
};

/** A namespace's settings that each packet meets, as numbers that are always as they are now: none is looked up by name. */
export interface PacketSettings extends ConntrackSettings {
  /** `net.bridge.bridge-nf-call-iptables` */
  readonly callIptables: number;
  /** `net.ipv4.ip_forward_use_pmtu` */
  readonly forwardUsesPmtu: number;
}

const PACKET_SETTINGS: Readonly<Record<string, keyof PacketSettings>> = {
  'net.bridge.bridge-nf-call-iptables': 'callIptables',
  'net.ipv4.ip_forward_use_pmtu': 'forwardUsesPmtu',
  'net.netfilter.nf_conntrack_acct': 'accounting',
  'net.netfilter.nf_conntrack_tcp_be_liberal': 'tcpLiberal',
  'net.netfilter.nf_conntrack_tcp_max_retrans': 'tcpMostRetransmissions',
};

/** Of one namespace. */
export class Sysctl {
  readonly #values = new Map<string, string>();
  readonly #counted = new Map<string, () => string>();
  /** The same as numbers: packets ask for them all the time. */
  readonly #numbers = new Map<string, number>();
  readonly #deviceNumbers = new Map<string, Record<DeviceSetting, number>>();
  readonly #all: Record<DeviceSetting, number> = { ...NO_DEVICE_SETTINGS };
  readonly #ofPackets: Record<keyof PacketSettings, number> = {
    callIptables: 0,
    forwardUsesPmtu: 0,
    accounting: 0,
    tcpLiberal: 0,
    tcpMostRetransmissions: 0,
  };

  readonly #tcpTimeouts = noTimeouts();

  constructor() {
    this.#deviceNumbers.set('all', this.#all);
    for (const [name, [value]] of Object.entries(SYSCTL_TABLE)) this.#write(name, value);
  }

  /** In the order of `sysctl -a`. */
  entries(): readonly (readonly [string, string])[] {
    const now = [...this.#values.keys()].map((name) => [name, this.get(name) ?? ''] as const);
    return now.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The value as text; `undefined` if there is no such setting. */
  get(name: string): string | undefined {
    return this.#counted.get(name)?.() ?? this.#values.get(name);
  }

  /** A setting that is counted each time when it is read. */
  count(name: string, read: () => number): void {
    this.#counted.set(name, () => String(read()));
  }

  /** The value as a number; 0 if there is no such setting. */
  number(name: string): number {
    return this.#numbers.get(name) ?? 0;
  }

  /** `net.ipv4.conf.all.*` as numbers. */
  get all(): DeviceSettings {
    return this.#all;
  }

  /** Those that each packet meets. */
  get ofPackets(): PacketSettings {
    return this.#ofPackets;
  }

  /** How long connections of TCP are kept, as numbers that are always as they are now. */
  get tcpTimeouts(): TcpTimeouts {
    return this.#tcpTimeouts;
  }

  /** Writes a value as text; false if there is no such setting (ENOENT) or the kernel refuses the value (EINVAL), of which it may have taken a part. */
  set(name: string, text: string): boolean {
    const old = this.#values.get(name);
    if (old === undefined) return false;
    // Those of devices are of the kind of most.
    const range = SYSCTL_TABLE[name]?.[1] ?? INTEGER;
    // Either limit of fragments' memory ends where the other begins.
    const [above, below] = [LEAST_BY[name], MOST_BY[name]];
    const least = above === undefined ? range.least : this.number(above);
    const most = below === undefined ? range.most : this.number(below);
    const { value, taken } = writeSetting(old, text, { ...range, least, most });
    this.#write(name, value);
    if (!taken) return false;
    if (name === 'net.ipv4.ip_forward' || name === 'net.ipv4.conf.all.forwarding') this.#setForwarding(value);
    if (name === 'net.ipv6.conf.all.disable_ipv6') this.#disableIpv6(value);
    return true;
  }

  /** Takes away those that a module brings: `net.bridge.`. */
  withhold(prefix: string): void {
    for (const name of [...this.#values.keys()].filter((one) => one.startsWith(prefix))) {
      this.#values.delete(name);
      this.#numbers.delete(name);
      this.#noteForPackets(name, 0);
    }
  }

  /** A module is loaded: its settings are there; nothing happens if they are already. */
  provide(prefix: string): void {
    for (const [name, [value]] of Object.entries(SYSCTL_TABLE))
      if (name.startsWith(prefix) && !this.#values.has(name)) this.#write(name, value);
  }

  /** Makes the settings of a device. */
  addDevice(device: string): DeviceSettings {
    const numbers = { ...NO_DEVICE_SETTINGS };
    this.#deviceNumbers.set(device, numbers);
    for (const setting of PER_DEVICE) {
      this.#write(`net.ipv4.conf.${device}.${setting}`, this.get(`net.ipv4.conf.default.${setting}`) ?? '0');
    }
    return numbers;
  }

  removeDevice(device: string): void {
    this.#deviceNumbers.delete(device);
    for (const setting of PER_DEVICE) {
      this.#values.delete(`net.ipv4.conf.${device}.${setting}`);
      this.#numbers.delete(`net.ipv4.conf.${device}.${setting}`);
    }
  }

  #write(name: string, value: string): void {
    this.#values.set(name, value);
    this.#numbers.set(name, Number(value));
    this.#noteForPackets(name, Number(value));
    const [, device, setting] = /^net\.ipv4\.conf\.(.+)\.([^.]+)$/.exec(name) ?? [];
    const numbers = device === undefined ? undefined : this.#deviceNumbers.get(device);
    if (numbers !== undefined) numbers[setting as DeviceSetting] = Number(value);
  }

  #noteForPackets(name: string, value: number): void {
    const setting = PACKET_SETTINGS[name];
    if (setting !== undefined) this.#ofPackets[setting] = value;
    for (const timeout of timeoutsOf(name)) this.#tcpTimeouts[timeout] = value;
  }

  /** Linux: addrconf_disable_ipv6. */
  #disableIpv6(value: string): void {
    for (const device of ['default', 'lo']) this.#write(`net.ipv6.conf.${device}.disable_ipv6`, value);
  }

  /** ip_forward is another name for all.forwarding, and sets every device's. Linux: inet_forward_change. */
  #setForwarding(value: string): void {
    for (const name of this.#values.keys()) {
      if (name === 'net.ipv4.ip_forward' || /^net\.ipv4\.conf\..*\.forwarding$/.test(name)) this.#write(name, value);
    }
  }
}

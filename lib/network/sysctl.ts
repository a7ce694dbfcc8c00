/** The settings of a namespace that change what it does. Linux: Documentation/networking/ip-sysctl.rst. */

/** What a fresh namespace has. Read-only names are marked by `net.netfilter` in Linux as well. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'net.bridge.bridge-nf-call-arptables': '1',
  'net.bridge.bridge-nf-call-ip6tables': '1',
  'net.bridge.bridge-nf-call-iptables': '1',
  'net.ipv4.conf.all.forwarding': '0',
  'net.ipv4.conf.all.route_localnet': '0',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.all.send_redirects': '1',
  'net.ipv4.conf.default.forwarding': '0',
  'net.ipv4.conf.default.route_localnet': '0',
  'net.ipv4.conf.default.rp_filter': '0',
  'net.ipv4.conf.default.send_redirects': '1',
  'net.ipv4.icmp_echo_ignore_all': '0',
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.tcp_ecn': '2',
  'net.ipv4.tcp_rmem': '4096\t131072\t33554432',
  'net.ipv4.tcp_sack': '1',
  'net.ipv4.tcp_syn_linear_timeouts': '0',
  'net.ipv4.tcp_syn_retries': '6',
  'net.ipv4.tcp_synack_retries': '5',
  'net.ipv4.tcp_timestamps': '1',
  'net.ipv4.tcp_window_scaling': '1',
  'net.ipv4.tcp_wmem': '4096\t16384\t4194304',
  'net.ipv6.conf.all.disable_ipv6': '1',
  'net.ipv6.conf.default.disable_ipv6': '1',
  'net.ipv6.conf.lo.disable_ipv6': '0',
  'net.netfilter.nf_conntrack_acct': '0',
  'net.netfilter.nf_conntrack_checksum': '1',
  'net.netfilter.nf_conntrack_generic_timeout': '600',
  'net.netfilter.nf_conntrack_gre_timeout': '30',
  'net.netfilter.nf_conntrack_gre_timeout_stream': '180',
  'net.netfilter.nf_conntrack_icmp_timeout': '30',
  'net.netfilter.nf_conntrack_tcp_be_liberal': '0',
  'net.netfilter.nf_conntrack_tcp_ignore_invalid_rst': '0',
  'net.netfilter.nf_conntrack_tcp_loose': '1',
  'net.netfilter.nf_conntrack_tcp_max_retrans': '3',
  'net.netfilter.nf_conntrack_tcp_timeout_close': '10',
  'net.netfilter.nf_conntrack_tcp_timeout_close_wait': '60',
  'net.netfilter.nf_conntrack_tcp_timeout_established': '432000',
  'net.netfilter.nf_conntrack_tcp_timeout_fin_wait': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_last_ack': '30',
  'net.netfilter.nf_conntrack_tcp_timeout_max_retrans': '300',
  'net.netfilter.nf_conntrack_tcp_timeout_syn_recv': '60',
  'net.netfilter.nf_conntrack_tcp_timeout_syn_sent': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_time_wait': '120',
  'net.netfilter.nf_conntrack_tcp_timeout_unacknowledged': '300',
  'net.netfilter.nf_conntrack_udp_timeout': '30',
  'net.netfilter.nf_conntrack_udp_timeout_stream': '120',
  'net.netfilter.nf_log_all_netns': '0',
};

/** Settings of which each device has its own copy, taken from `default` when it comes into being. */
const PER_DEVICE = ['forwarding', 'route_localnet', 'rp_filter', 'send_redirects'] as const;

export type DeviceSetting = (typeof PER_DEVICE)[number];

/** A device's own settings as numbers, always as they are now: packets ask for them all the time. */
export type DeviceSettings = Readonly<Record<DeviceSetting, number>>;

export const NO_DEVICE_SETTINGS: DeviceSettings = { forwarding: 0, route_localnet: 0, rp_filter: 0, send_redirects: 0 };

export class Sysctl {
  readonly #values = new Map<string, string>();
  /** The same as numbers: packets ask for them all the time. */
  readonly #numbers = new Map<string, number>();
  readonly #deviceNumbers = new Map<string, Record<DeviceSetting, number>>();
  readonly #all: Record<DeviceSetting, number> = { ...NO_DEVICE_SETTINGS };

  constructor() {
    this.#deviceNumbers.set('all', this.#all);
    for (const [name, value] of Object.entries(DEFAULTS)) this.#write(name, value);
  }

  /** In the order of `sysctl -a`. */
  entries(): readonly (readonly [string, string])[] {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The value as text; `undefined` if there is no such setting. */
  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** The value as a number; 0 if there is no such setting. */
  number(name: string): number {
    return this.#numbers.get(name) ?? 0;
  }

  /** `net.ipv4.conf.all.*` as numbers. */
  get all(): DeviceSettings {
    return this.#all;
  }

  /** Sets a value; false if there is no such setting. */
  set(name: string, value: string): boolean {
    if (!this.#values.has(name)) return false;
    this.#write(name, value);
    if (name === 'net.ipv4.ip_forward' || name === 'net.ipv4.conf.all.forwarding') this.#setForwarding(value);
    if (name === 'net.ipv6.conf.all.disable_ipv6') this.#disableIpv6(value);
    return true;
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
    const [, device, setting] = /^net\.ipv4\.conf\.(.+)\.([^.]+)$/.exec(name) ?? [];
    const numbers = device === undefined ? undefined : this.#deviceNumbers.get(device);
    if (numbers !== undefined) numbers[setting as DeviceSetting] = Number(value);
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

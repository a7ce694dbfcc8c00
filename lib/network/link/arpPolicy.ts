/** Which ARP requests a device answers, and in whose name it asks. Linux: arp_ignore, arp_filter, arp_solicit, net/ipv4/arp.c. */
import type { Ipv4Address } from '../../packet';
import { isLoopback } from '../../packet/address';
import type { Fib } from '../../routing/fib';
import { isInSubnet } from '../ipv4/subnet';
import type { DeviceSettings, Sysctl } from '../sysctl';

/** What is asked of a device. */
interface ArpDevice {
  readonly settings: DeviceSettings;
  readonly addresses: readonly {
    readonly address: Ipv4Address;
    readonly prefixLength: number;
    readonly scope: string;
  }[];
}

/** What is asked of a namespace. */
interface ArpHost {
  readonly sysctl: Sysctl;
  readonly fib: Fib;
  readonly devices: readonly ArpDevice[];
}

/** Whether a request for an address of the machine's own is answered (arp_ignore, arp_filter). */
export function answersArp(namespace: ArpHost, device: ArpDevice, asker: Ipv4Address, asked: Ipv4Address): boolean {
  const { sysctl, fib } = namespace;
  const routesLoopback = (device.settings.route_localnet || sysctl.all.route_localnet) !== 0;
  if (isLoopback(asked) && !routesLoopback) return false;
  if (isIgnored(namespace, device, asker, asked)) return false;
  const filters = (device.settings.arp_filter || sysctl.all.arp_filter) !== 0;
  const back: unknown = filters && asker !== 0 ? fib.lookup(asker)?.device : device;
  return back === device;
}

/** Linux: arp_ignore, inet_confirm_addr. */
function isIgnored(namespace: ArpHost, device: ArpDevice, asker: Ipv4Address, asked: Ipv4Address): boolean {
  const own = device.addresses.filter(({ address }) => address === asked);
  switch (Math.max(namespace.sysctl.all.arp_ignore, device.settings.arp_ignore)) {
    case 1:
      return own.length === 0;
    case 2:
      return !own.some((one) => asker === 0 || isInSubnet(one, asker));
    case 3:
      return !namespace.devices.some(({ addresses }) =>
        addresses.some(({ address, scope }) => address === asked && scope !== 'host'),
      );
    case 8:
      return true;
    default:
      return false;
  }
}

/** Whether a request may be sent from the address of the packet that waits for the answer (arp_announce). Linux: arp_solicit. */
export function mayAnnounce(namespace: ArpHost, device: ArpDevice, target: Ipv4Address, waiting: Ipv4Address): boolean {
  const level = Math.max(namespace.sysctl.all.arp_announce, device.settings.arp_announce);
  if (namespace.fib.addressType(waiting) !== 'LOCAL') return false;
  if (level !== 1) return level !== 2;
  return device.addresses.some((one) => isInSubnet(one, target) && isInSubnet(one, waiting));
}

/** The kernel's routing table as `route` and `netstat -r` print it. net-tools 2.10, lib/inet_gr.c. */
import type { NetNamespace } from '../../network';
import { formatIpv4, SINGLE_ADDRESS_MASK } from '../../packet';
import type { Route } from '../../routing';

/** How the routing table is printed. */
export interface TableLook {
  /** Addresses only; otherwise `default` for 0.0.0.0. */
  readonly numeric: boolean;
  /** The columns of `-e`. */
  readonly extended: boolean;
  /** busybox writes `*` for no gateway. */
  readonly star?: boolean;
}

/** The main table with its two title lines. */
export function routingTable(net: NetNamespace, { numeric, extended, star = false }: TableLook): string {
  const columns = extended ? 'Flags   MSS Window  irtt Iface' : 'Flags Metric Ref    Use Iface';
  const rows = net.fib.routes('main').map((route) => {
    const rejected = route.type === 'unreachable' || route.type === 'prohibit';
    const { address, mask } = route.destination;
    const destination = address === 0 && mask === 0 && !numeric ? 'default' : formatIpv4(address);
    const gateway = rejected
      ? '-'
      : route.gateway === undefined && star && !numeric
        ? '*'
        : formatIpv4(route.gateway ?? 0);
    const where = `${destination.padEnd(15)} ${gateway.padEnd(15)} ${formatIpv4(mask).padEnd(15)} `;
    return where + (extended ? extendedColumns(route, rejected) : usualColumns(route, rejected));
  });
  return `${['Kernel IP routing table', `Destination     Gateway         Genmask         ${columns}`, ...rows].join('\n')}\n`;
}

function usualColumns(route: Route, rejected: boolean): string {
  return `${flags(route, rejected).padEnd(5)} ${String(route.metric).padEnd(6)} ${(rejected ? '-' : '0').padEnd(2)} ${'0'.padStart(7)} ${interfaceOf(route, rejected)}`;
}

function extendedColumns(route: Route, rejected: boolean): string {
  const [mss, window, rtt] = rejected ? ['-', '-', '-'] : ['0', '0', '0'];
  return `${flags(route, rejected).padEnd(5)} ${mss.padStart(5)} ${window.padEnd(5)} ${rtt.padStart(6)} ${interfaceOf(route, rejected)}`;
}

/** U: usable, G: by a gateway, H: to one host. */
function flags({ gateway, destination }: Route, rejected: boolean): string {
  if (rejected) return destination.mask === SINGLE_ADDRESS_MASK ? '!H' : '!';
  return `U${gateway === undefined ? '' : 'G'}${destination.mask === SINGLE_ADDRESS_MASK ? 'H' : ''}`;
}

function interfaceOf({ device }: Route, rejected: boolean): string {
  return device?.name ?? (rejected ? '-' : '*');
}

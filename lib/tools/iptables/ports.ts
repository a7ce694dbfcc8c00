/** Port ranges of tcp and udp, as they are written and shown. Userspace: print_ports, extensions/libxt_tcp.c. */
import type { PortRange } from '../../netfilter';
import { LAST_PORT } from './guided';
import { serviceName, servicePort } from './names';
import { parseUnsigned } from './numbers';
import { parameterProblem } from './program';

/** A port by number or service. Userspace: xtables_parse_port. */
export function parsePort(text: string, protocol: string | undefined): number {
  const port = parseUnsigned(text, LAST_PORT) ?? servicePort(text, protocol);
  if (port === undefined) throw parameterProblem(`invalid port/service \`${text}' specified`);
  return port;
}

/** ` --dport 80`; '' for all ports, as they match every packet; the real tool then loses `!` too. */
export function savePorts(option: string, range: PortRange | undefined): string {
  if (range === undefined || (range.from === 0 && range.to === LAST_PORT)) return '';
  const { from, to, invert } = range;
  return `${invert ? ' !' : ''} --${option} ${from === to ? from : `${from}:${to}`}`;
}

/** ` dpt:80` or ` dpts:!80:90` */
export function printPorts(label: string, range: PortRange | undefined, protocol: string, numeric: boolean): string {
  if (range === undefined) return '';
  const { from, to, invert } = range;
  const first = portName(from, protocol, numeric);
  const ports = from === to ? first : `${first}:${portName(to, protocol, numeric)}`;
  return ` ${label}${from === to ? ':' : 's:'}${invert ? '!' : ''}${ports}`;
}

/** A port's service, or its number. */
export function portName(port: number, protocol: string | undefined, numeric: boolean): string {
  return (numeric ? undefined : serviceName(port, protocol)) ?? String(port);
}

/** A range that holds every port asks for nothing. */
export function meaningful(range: PortRange): PortRange | undefined {
  return range.from === 0 && range.to === LAST_PORT && !range.invert ? undefined : range;
}

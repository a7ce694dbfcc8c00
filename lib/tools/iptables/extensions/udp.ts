/** udp: ports. Userspace: extensions/libxt_udp.c. */
import type { PortRange, UdpMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { servicePort } from '../names';
import { parameterProblem } from '../program';
import { LAST_PORT, meaningful, printPorts, savePorts } from './ports';

export const udp: Extension<UdpMatch> = {
  name: 'udp',
  options: [
    { name: 'source-port', aliases: ['sport'], argument: true, invertible: true },
    { name: 'destination-port', aliases: ['dport'], argument: true, invertible: true },
  ],
  initial: { kind: 'udp' },

  parse(match, { name, argument, invert }) {
    const range = meaningful({ ...parseRange(argument, name), invert });
    if (range === undefined) return match;
    return name === 'source-port' ? { ...match, sourcePorts: range } : { ...match, destinationPorts: range };
  },

  finish({ sourcePorts, destinationPorts }) {
    return { kind: 'udp', ...(sourcePorts && { sourcePorts }), ...(destinationPorts && { destinationPorts }) };
  },

  save: ({ sourcePorts, destinationPorts }) => savePorts('sport', sourcePorts) + savePorts('dport', destinationPorts),

  print: ({ sourcePorts, destinationPorts }, numeric) =>
    ` udp${printPorts('spt', sourcePorts, 'udp', numeric)}${printPorts('dpt', destinationPorts, 'udp', numeric)}`,
};

/** Unlike tcp's, this range may run backwards: it then holds no port. Userspace: xtopt_parse_mport, libxtables/xtoptions.c. */
function parseRange(text: string, option: string): Omit<PortRange, 'invert'> {
  const parts = text.split(':');
  if (parts.length > 2) throw parameterProblem(`udp: Too many components for option "--${option}" (max: 2)\n`);
  const [first, last] = parts as [string, string | undefined];
  const from = first === '' ? 0 : resolvePort(first);
  if (last === undefined) return { from, to: from };
  return { from, to: last === '' ? LAST_PORT : resolvePort(last) };
}

/** As getaddrinfo reads a service: decimal only, and cut to 16 bits. */
function resolvePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) % (LAST_PORT + 1) : servicePort(text);
  if (port === undefined) throw parameterProblem(`Port "${text}" does not resolve to anything.\n`);
  return port;
}

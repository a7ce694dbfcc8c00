/** udp: ports. Userspace: extensions/libxt_udp.c. */
import type { UdpMatch } from '../../../netfilter';
import type { Extension } from '../extension';
import { parsePorts } from '../guided';
import { meaningful, printPorts, savePorts } from '../ports';

/** What the tool knows of match udp. */
export const udp: Extension<UdpMatch> = {
  name: 'udp',
  options: [
    { name: 'source-port', aliases: ['sport'], argument: true, invertible: true },
    { name: 'destination-port', aliases: ['dport'], argument: true, invertible: true },
  ],
  initial: { kind: 'udp' },

  parse(match, { name, argument, invert }) {
    const range = meaningful({ ...parsePorts('udp', name, argument), invert });
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

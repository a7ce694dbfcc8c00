/** multiport: a list of ports. Userspace: extensions/libxt_multiport.c. */
import { MULTIPORT_LIMIT, type MultiportMatch, type Negatable } from '../../../netfilter';
import type { Extension } from '../extension';
import { protocolName } from '../names';
import { parsePort, portName } from '../ports';
import { parameterProblem } from '../program';

const PROTOCOLS: readonly (string | undefined)[] = ['tcp', 'udp', 'udplite', 'sctp', 'dccp'];
const OPTIONS = { source: 'sports', destination: 'dports', either: 'ports' } as const;

/** What the tool knows of match multiport. */
export const multiport: Extension<MultiportMatch> = {
  name: 'multiport',
  options: [
    {
      name: 'source-ports',
      aliases: ['sports'],
      argument: true,
      invertible: true,
      excludes: ['destination-ports', 'ports'],
    },
    {
      name: 'destination-ports',
      aliases: ['dports'],
      argument: true,
      invertible: true,
      excludes: ['source-ports', 'ports'],
    },
    { name: 'ports', argument: true, invertible: true, excludes: ['source-ports', 'destination-ports'] },
  ],
  initial: { kind: 'multiport', which: 'either', ports: [], invert: false },

  parse(_, { name, argument, invert, protocol }) {
    const ports = parseList(argument, checkProtocol(protocol));
    const which = name === 'source-ports' ? 'source' : name === 'ports' ? 'either' : 'destination';
    return { kind: 'multiport', which, ports, invert };
  },

  finish(match, given) {
    if (given.size === 0) throw parameterProblem('multiport expection an option');
    return match;
  },

  save({ which, ports, invert }) {
    const list = ports.map(({ from, to }) => (from === to ? from : `${from}:${to}`)).join(',');
    return `${invert ? ' !' : ''} --${OPTIONS[which]} ${list}`;
  },

  print({ which, ports, invert }, numeric, { protocol }) {
    const name = protocol && protocolName(protocol.value);
    const show = (port: number) => portName(port, name, numeric);
    const list = ports.map(({ from, to }) => (from === to ? show(from) : `${show(from)}:${show(to)}`)).join(',');
    return ` multiport ${OPTIONS[which]} ${invert ? ' !' : ''}${list}`;
  },
};

/** The protocol must stand before the ports, for their names. */
function checkProtocol(protocol: Negatable<number> | undefined): string | undefined {
  if (protocol === undefined) {
    throw parameterProblem("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
  }
  const name = protocolName(protocol.value);
  if (protocol.invert || !PROTOCOLS.includes(name)) {
    throw parameterProblem('multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP');
  }
  return name;
}

/** A range takes two of the 15 places. */
function parseList(text: string, protocol: string | undefined): MultiportMatch['ports'] {
  const ports: { from: number; to: number }[] = [];
  let places = 0;
  for (const word of text.split(',')) {
    const colon = word.indexOf(':');
    places += colon < 0 ? 1 : 2;
    if (places > MULTIPORT_LIMIT) throw parameterProblem('too many ports specified');
    const from = parsePort(colon < 0 ? word : word.slice(0, colon), protocol);
    const to = colon < 0 ? from : parsePort(word.slice(colon + 1), protocol);
    if (colon >= 0 && from >= to) throw parameterProblem('invalid portrange specified');
    ports.push({ from, to });
  }
  return ports;
}

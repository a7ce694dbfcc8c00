/** tcp: ports, flags and options. Userspace: extensions/libxt_tcp.c. */
import type { PortRange, TcpMatch } from '../../../netfilter';
import { ACK, FIN, PSH, RST, SYN, URG } from '../../../packet';
import type { Extension, GivenOption } from '../extension';
import { LAST_PORT } from '../guided';
import { parseUnsigned } from '../numbers';
import { meaningful, parsePort, printPorts, savePorts } from '../ports';
import { parameterProblem } from '../program';

const FLAGS: readonly (readonly [string, number])[] = [
  ['FIN', FIN],
  ['SYN', SYN],
  ['RST', RST],
  ['PSH', PSH],
  ['ACK', ACK],
  ['URG', URG],
];
const ALL = FIN | SYN | RST | PSH | ACK | URG;

/** What the tool knows of match tcp. */
export const tcp: Extension<TcpMatch> = {
  name: 'tcp',
  options: [
    { name: 'source-port', aliases: ['sport'], argument: true, invertible: true },
    { name: 'destination-port', aliases: ['dport'], argument: true, invertible: true },
    { name: 'syn', argument: false, invertible: true },
    { name: 'tcp-flags', argument: true, invertible: true },
    { name: 'tcp-option', argument: true, invertible: true },
  ],
  initial: { kind: 'tcp' },
  ownRepetitionCheck: true,

  parse(match, option) {
    switch (option.name) {
      case 'source-port':
        return withPorts(match, 'sourcePorts', parsePorts(option, match.sourcePorts !== undefined));
      case 'destination-port':
        return withPorts(match, 'destinationPorts', parsePorts(option, match.destinationPorts !== undefined));
      case 'tcp-option':
        if (match.option !== undefined) throw parameterProblem("Only one `--tcp-option' allowed");
        return { ...match, option: { value: parseOption(option.argument), invert: option.invert } };
      default:
        if (match.flags !== undefined) throw parameterProblem("Only one of `--syn' or `--tcp-flags'  allowed");
        return { ...match, flags: { ...parseFlagTest(option), invert: option.invert } };
    }
  },

  finish(match) {
    // A part that matches every packet is not written.
    const { sourcePorts, destinationPorts, flags, option } = match;
    const source = sourcePorts && meaningful(sourcePorts);
    const destination = destinationPorts && meaningful(destinationPorts);
    const flagged = flags && (flags.mask !== 0 || flags.compare !== 0 || flags.invert);
    return {
      kind: 'tcp',
      ...(source && { sourcePorts: source }),
      ...(destination && { destinationPorts: destination }),
      ...(flagged && { flags }),
      ...(option && { option }),
    };
  },

  save({ sourcePorts, destinationPorts, flags, option }) {
    const wanted = option === undefined ? '' : `${option.invert ? ' !' : ''} --tcp-option ${option.value}`;
    const test =
      flags !== undefined && isShown(flags)
        ? `${flags.invert ? ' !' : ''} --tcp-flags ${flagNames(flags.mask)} ${flagNames(flags.compare)}`
        : '';
    return savePorts('sport', sourcePorts) + savePorts('dport', destinationPorts) + wanted + test;
  },

  print({ sourcePorts, destinationPorts, flags, option }, numeric) {
    const ports = printPorts('spt', sourcePorts, 'tcp', numeric) + printPorts('dpt', destinationPorts, 'tcp', numeric);
    const wanted = option === undefined ? '' : ` option=${option.invert ? '!' : ''}${option.value}`;
    if (flags === undefined || !isShown(flags)) return ` tcp${ports}${wanted}`;
    const show = numeric ? hexadecimal : flagNames;
    return ` tcp${ports}${wanted} flags:${flags.invert ? '!' : ''}${show(flags.mask)}/${show(flags.compare)}`;
  },
};

type Flags = NonNullable<TcpMatch['flags']>;

/** A test of no flag at all is not shown, even if it can never hold. */
function isShown({ mask, invert }: Flags): boolean {
  return mask !== 0 || invert;
}

function withPorts(match: TcpMatch, end: 'sourcePorts' | 'destinationPorts', ports: PortRange): TcpMatch {
  return { ...match, [end]: ports };
}

/** `80`, `80:90`, `:90`, `80:` */
function parsePorts({ name, argument, invert }: GivenOption, repeated: boolean): PortRange {
  if (repeated) throw parameterProblem(`Only one \`--${name}' allowed`);
  const colon = argument.indexOf(':');
  if (colon < 0) {
    const port = parsePort(argument, 'tcp');
    return { from: port, to: port, invert };
  }
  const first = argument.slice(0, colon);
  const last = argument.slice(colon + 1);
  const from = first === '' ? 0 : parsePort(first, 'tcp');
  const to = last === '' ? LAST_PORT : parsePort(last, 'tcp');
  if (from > to) throw parameterProblem('invalid portrange (min > max)');
  return { from, to, invert };
}

/** An option's kind. */
function parseOption(text: string): number {
  const kind = parseUnsigned(text, 255);
  if (kind === undefined || kind === 0) throw parameterProblem(`Bad TCP option "${text}"`);
  return kind;
}

function parseFlagTest(option: GivenOption): Omit<Flags, 'invert'> {
  if (option.name === 'syn') return { mask: SYN | RST | ACK | FIN, compare: SYN };
  const compare = option.takeArgument();
  if (compare === undefined) throw parameterProblem('--tcp-flags requires two args.');
  return { mask: parseFlags(option.argument), compare: parseFlags(compare) };
}

function parseFlags(text: string): number {
  let bits = 0;
  for (const word of text.split(',')) {
    const name = word.toUpperCase();
    const flag = FLAGS.find(([known]) => known === name)?.[1];
    if (flag !== undefined) bits |= flag;
    else if (name === 'ALL') bits |= ALL;
    else if (name !== 'NONE' && name !== '') throw parameterProblem(`Unknown TCP flag \`${word}'`);
  }
  return bits;
}

function flagNames(bits: number): string {
  const names = FLAGS.filter(([, flag]) => bits & flag).map(([name]) => name);
  return names.length === 0 ? 'NONE' : names.join(',');
}

function hexadecimal(bits: number): string {
  return `0x${bits.toString(16).toUpperCase().padStart(2, '0')}`;
}

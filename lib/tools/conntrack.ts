/** `conntrack` of conntrack-tools 1.4.7: lists, counts, deletes and flushes connections. */
import type { Place } from '../machine';
import { type ConntrackEntry, TCP_CONNTRACK_STATES, type TcpConntrackState, type Zone } from '../netfilter';
import { PROTOCOL_TCP, PROTOCOL_UDP, parseIpv4 } from '../packet';
import type { CommandResult } from './common/result';
import { ToolError } from './common/toolError';
import { formatEntry, PROTOCOLS, zoneIn } from './conntrackEntry';
import { parseUnsigned } from './iptables/numbers';

const BANNER = 'conntrack v1.4.7 (conntrack-tools)';
const TRY = "Try `conntrack -h' or 'conntrack --help' for more information.\n";

type Predicate = (entry: ConntrackEntry) => boolean;

interface Request {
  command: 'L' | 'D' | 'F' | 'C' | 'V' | undefined;
  extended: boolean;
  protocol: number | undefined;
  readonly predicates: Predicate[];
}

/** `conntrack -L [-o extended] [-p PROTOCOL] [-s -d -r -q ADDRESS] [--sport --dport PORT] [--state STATE] [-m MARK[/MASK]] [-w ZONE]`, `-D` with the same, `-F`, `-C`. */
export function conntrack(place: Place, argv: readonly string[]): CommandResult {
  try {
    return run(place, parse(argv));
  } catch (error) {
    if (error instanceof ToolError) return { stdout: '', stderr: error.stderr, exitCode: error.exitCode };
    throw error;
  }
}

function run({ net }: Place, { command, extended, predicates }: Request): CommandResult {
  const now = net.clock.now;
  const entries = net.conntrack.entries(now);
  if (command === 'V') return { stdout: `${BANNER}\n`, stderr: '', exitCode: 0 };
  if (command === 'C') return { stdout: `${entries.length}\n`, stderr: '', exitCode: 0 };
  if (command === 'F') {
    for (const entry of entries) net.conntrack.remove(entry);
    return { stdout: '', stderr: `${BANNER}: connection tracking table has been emptied.\n`, exitCode: 0 };
  }
  const found = entries.filter((entry) => predicates.every((predicate) => predicate(entry)));
  const stdout = found.map((entry) => `${formatEntry(entry, now, extended)}\n`).join('');
  if (command === 'D') for (const entry of found) net.conntrack.remove(entry);
  const what = command === 'D' ? 'deleted' : 'shown';
  return {
    stdout,
    stderr: `${BANNER}: ${found.length} flow entries have been ${what}.\n`,
    exitCode: command === 'D' && found.length === 0 ? 1 : 0,
  };
}

const LONG: ReadonlyMap<string, string> = new Map([
  ['--dump', '-L'],
  ['--delete', '-D'],
  ['--flush', '-F'],
  ['--count', '-C'],
  ['--version', '-V'],
  ['--output', '-o'],
  ['--protonum', '-p'],
  ['--proto', '-p'],
  ['--src', '-s'],
  ['--orig-src', '-s'],
  ['--dst', '-d'],
  ['--orig-dst', '-d'],
  ['--reply-src', '-r'],
  ['--reply-dst', '-q'],
  ['--mark', '-m'],
  ['--family', '-f'],
  ['--src-nat', '-n'],
  ['--dst-nat', '-g'],
  ['--any-nat', '-j'],
  ['--status', '-u'],
  ['--zone', '-w'],
  ['--orig-port-src', '--sport'],
  ['--orig-port-dst', '--dport'],
]);
const REFUSED = [
  '-E',
  '-G',
  '-I',
  '-U',
  '-S',
  '-z',
  '-t',
  '-l',
  '-e',
  '-b',
  '-c',
  '-u',
  '-A',
  '--event',
  '--get',
  '--create',
  '--update',
  '--stats',
  '--zero',
  '--timeout',
  '--label',
  '--event-mask',
  '--mask-src',
  '--mask-dst',
];

function parse(argv: readonly string[]): Request {
  const request: Request = { command: undefined, extended: false, protocol: undefined, predicates: [] };
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const option = LONG.get(word) ?? word;
    const argument = (): string => {
      const value = argv[++index];
      if (value === undefined) throw problem(`option requires an argument -- '${option.replace(/^-+/, '')}'`);
      return value;
    };
    if (/^-[LDFCV]$/.test(option)) request.command = option[1] as Request['command'];
    else if (word === 'conntrack' && index === 1) continue;
    else if (REFUSED.includes(option) || ['expect', 'dying', 'unconfirmed'].includes(word))
      throw new ToolError(`conntrack: "${word}" is not modelled by chainwalk\n`, 2);
    else if (!takeFilter(request, option, word, argument)) throw problem(`unknown option \`${word}'`);
  }
  if (request.command === undefined)
    throw new ToolError(
      `Command line interface for the connection tracking system. Version 1.4.7\nUsage: conntrack [commands] [options]\n`,
      0,
    );
  return request;
}

function takeFilter(request: Request, option: string, word: string, argument: () => string): boolean {
  const address = (of: (entry: ConntrackEntry) => number) => {
    const text = argument();
    const wanted = parseIpv4(text);
    if (wanted === undefined) throw problem(`Invalid IP address \`${text}'`);
    request.predicates.push((entry) => of(entry) === wanted);
  };
  const tuple = (of: (entry: ConntrackEntry) => number) => {
    // As in the real tool, ports have to come after the protocol that has them.
    if (request.protocol !== PROTOCOL_TCP && request.protocol !== PROTOCOL_UDP)
      throw problem(`unknown option \`${word}'`);
    const wanted = Number(argument());
    request.predicates.push((entry) => of(entry) === wanted);
  };
  switch (option) {
    case '-o':
      takeOutput(request, argument());
      return true;
    case '-f':
      if (argument() !== 'ipv4') throw new ToolError('conntrack: IPv6 is not modelled by chainwalk\n', 2);
      return true;
    case '-p':
      takeProtocol(request, argument());
      return true;
    case '-s':
      address(({ original }) => original.tuple.source);
      return true;
    case '-d':
      address(({ original }) => original.tuple.destination);
      return true;
    case '-r':
      address(({ reply }) => reply.tuple.source);
      return true;
    case '-q':
      address(({ reply }) => reply.tuple.destination);
      return true;
    case '-n':
      request.predicates.push(({ sourceNat }) => sourceNat);
      return true;
    case '-g':
      request.predicates.push(({ destinationNat }) => destinationNat);
      return true;
    case '-j':
      request.predicates.push(({ sourceNat, destinationNat }) => sourceNat || destinationNat);
      return true;
    case '-w':
      takeZone(request, 'both', argument());
      return true;
    case '--orig-zone':
      takeZone(request, 'original', argument());
      return true;
    case '--reply-zone':
      takeZone(request, 'reply', argument());
      return true;
    case '-m':
      takeMark(request, argument());
      return true;
    case '--sport':
      tuple(({ original }) => original.tuple.sourceKey);
      return true;
    case '--dport':
      tuple(({ original }) => original.tuple.destinationKey);
      return true;
    case '--reply-port-src':
      tuple(({ reply }) => reply.tuple.sourceKey);
      return true;
    case '--reply-port-dst':
      tuple(({ reply }) => reply.tuple.destinationKey);
      return true;
    case '--state':
      if (request.protocol !== PROTOCOL_TCP) throw problem(`unknown option \`${word}'`);
      takeState(request, argument());
      return true;
    default:
      return false;
  }
}

/** As in the real tool, what is no number counts as 0, and only 16 bits count. */
function takeZone(request: Request, direction: Zone['direction'], text: string): void {
  const wanted = (parseUnsigned(text, 0xffff_ffff) ?? 0) & 0xffff;
  request.predicates.push((entry) => zoneIn(entry, direction) === wanted);
}

/** `MARK` or `MARK/MASK`; as in the real tool, what is no number counts as 0. */
function takeMark(request: Request, text: string): void {
  const [mark = 0, mask = 0xffff_ffff] = text.split('/').map((part) => parseUnsigned(part, 0xffff_ffff) ?? 0);
  request.predicates.push((entry) => (entry.mark & mask) >>> 0 === mark);
}

function takeOutput(request: Request, list: string): void {
  for (const format of list.split(',')) {
    if (format === 'extended') request.extended = true;
    else if (['xml', 'timestamp', 'id', 'ktimestamp', 'labels', 'save', 'userspace'].includes(format))
      throw new ToolError(`conntrack: output "${format}" is not modelled by chainwalk\n`, 2);
    else throw problem(`Bad parameter \`${format}'`);
  }
}

function takeProtocol(request: Request, name: string): void {
  const protocol = Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined;
  if (protocol === undefined) throw problem(`\`${name}' unsupported protocol`);
  request.protocol = protocol;
  request.predicates.push(({ original }) => original.tuple.protocol === protocol);
}

function takeState(request: Request, state: string): void {
  if (!TCP_CONNTRACK_STATES.some((known) => known === state)) throw problem(`unknown state \`${state}'`);
  request.predicates.push(({ tcp }) => tcp?.state === (state as TcpConntrackState));
}

function problem(message: string): ToolError {
  return new ToolError(`${BANNER}: ${message}\n${TRY}`, 2);
}

/** `netstat` of net-tools 2.10, and busybox's. Not modelled: UNIX sockets (the list is empty), raw sockets. */
import type { Place, Process } from '../../machine';
import type { SocketFamily } from '../../network';
import { formatIpv4, formatIpv6, IPV4_LOOPBACK, IPV6_LOOPBACK, IPV6_UNSPECIFIED } from '../../packet';
import { byName } from '../common/interfaceFlags';
import type { CommandResult } from '../common/result';
import { refuse, runTool, ToolError } from '../common/toolError';
import { shortTable } from '../ifconfig';
import { routingTable } from '../route';
import { listSockets, type SocketRow } from './rows';
import { serviceName } from './services';
import { STATISTICS_NOTE, statistics } from './statistics';

interface Request {
  listening: boolean;
  all: boolean;
  numeric: boolean;
  programs: boolean;
  routes: boolean;
  interfaces: boolean;
  statistics: boolean;
  protocols: Set<'tcp' | 'udp' | 'unix'>;
  /** Those of Internet sockets; empty: both. */
  families: Set<SocketFamily>;
}

/** Real letters that are not modelled. */
const REFUSED = 'gMTcoevFCWNAwSZz';

/** `netstat -ltunpa`, `-r`, `-i` */
export function netstat(place: Place, argv: readonly string[]): CommandResult {
  const isStatistics = argv.some((word) => /^-[a-z]*s|^--statistics$/.test(word));
  const result = runTool(() => {
    const request = parse(
      argv,
      (option) =>
        new ToolError(
          `netstat: invalid option -- '${option}'\nusage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}\n`,
          4,
        ),
    );
    if (request.routes) return routingTable(place.net, { numeric: request.numeric, extended: true });
    if (request.interfaces) return interfaceTable(place, request.all);
    if (request.statistics) return chosenStatistics(place, request);
    return socketTables(place, request, false);
  });
  return isStatistics && result.exitCode === 0 ? { ...result, stderr: STATISTICS_NOTE } : result;
}

/** `-s` is of all protocols. */
function chosenStatistics(place: Place, { protocols }: Request): string {
  if (protocols.size > 0) throw refuse('netstat', 'option "-s" with a protocol');
  return statistics(place);
}

/** busybox's has no `-p`, and calls IPv6 sockets `tcp` as well. */
export function busyboxNetstat(place: Place, argv: readonly string[]): CommandResult {
  return runTool(() => {
    const invalid = (option: string) => new ToolError(`netstat: invalid option -- '${option}'\n`, 1);
    const request = parse(argv, invalid);
    if (request.programs) throw invalid('p');
    if (request.interfaces) throw invalid('i');
    if (request.statistics) throw invalid('s');
    if (request.routes) return routingTable(place.net, { numeric: request.numeric, extended: true });
    return socketTables(place, request, true);
  });
}

function parse(argv: readonly string[], invalid: (letter: string) => ToolError): Request {
  const request: Request = {
    listening: false,
    all: false,
    numeric: false,
    programs: false,
    routes: false,
    interfaces: false,
    statistics: false,
    protocols: new Set(),
    families: new Set(),
  };
  const long: Readonly<Record<string, string>> = {
    '--listening': 'l',
    '--all': 'a',
    '--numeric': 'n',
    '--programs': 'p',
    '--program': 'p',
    '--route': 'r',
    '--interfaces': 'i',
    '--statistics': 's',
    '--tcp': 't',
    '--udp': 'u',
    '--unix': 'x',
    '--inet': '4',
    '--inet6': '6',
  };
  for (const word of argv) {
    if (!word.startsWith('-') || (word.startsWith('--') && long[word] === undefined))
      throw refuse('netstat', `"${word}"`);
    for (const letter of long[word] ?? word.slice(1)) {
      if (letter === 'l') request.listening = true;
      else if (letter === 'a') request.all = true;
      else if (letter === 'n') request.numeric = true;
      else if (letter === 'p') request.programs = true;
      else if (letter === 'r') request.routes = true;
      else if (letter === 'i') request.interfaces = true;
      else if (letter === 's') request.statistics = true;
      else if (letter === '4' || letter === '6') request.families.add(letter === '4' ? 'inet' : 'inet6');
      else if (letter === 't') request.protocols.add('tcp');
      else if (letter === 'u') request.protocols.add('udp');
      else if (letter === 'x') request.protocols.add('unix');
      else if (REFUSED.includes(letter)) throw refuse('netstat', `option "-${letter}"`);
      else throw invalid(letter);
    }
  }
  return request;
}

function interfaceTable({ net }: Place, all: boolean): string {
  const title =
    'Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg';
  return shortTable(net.devices.filter(({ up }) => all || up).sort(byName), title);
}

function socketTables(place: Place, request: Request, busybox: boolean): string {
  const { protocols, families, listening, all, programs } = request;
  const every = protocols.size === 0 && families.size === 0;
  const everyProtocol = !protocols.has('tcp') && !protocols.has('udp');
  const kind = listening && !all ? 'only servers' : all ? 'servers and established' : 'w/o servers';
  let text = '';
  if (every || families.size > 0 || !everyProtocol) {
    const rows = listSockets(place).filter(
      (row) =>
        (everyProtocol || protocols.has(row.protocol)) &&
        (families.size === 0 || families.has(row.family)) &&
        (all || row.listening === listening),
    );
    const program = busybox ? ' ' : programs ? '   PID/Program name    ' : '  ';
    const state = busybox ? 'State      ' : 'State    ';
    text += `Active Internet connections (${kind})\nProto Recv-Q Send-Q Local Address           Foreign Address         ${state}${program}\n`;
    for (const row of rows) text += `${busybox ? busyboxLine(row, request) : line(place, row, request)}\n`;
  }
  if (every || protocols.has('unix')) {
    const program = busybox ? ' ' : `   ${programs ? 'PID/Program name     ' : ''}`;
    text += `Active UNIX domain sockets (${kind})\nProto RefCnt Flags       Type       State         I-Node${program}Path\n`;
  }
  return text;
}

function line(place: Place, row: SocketRow, { numeric, programs }: Request): string {
  const proto = row.family === 'inet6' ? `${row.protocol}6` : row.protocol;
  const owner = programs ? ` ${programName(place, row.owners[0]).padEnd(20)}` : '';
  return `${common(proto, row, numeric)} ${row.state.padEnd(11)}${owner}`;
}

function busyboxLine(row: SocketRow, { numeric }: Request): string {
  return `${common(row.protocol, row, numeric)} ${row.state.padEnd(11)} `;
}

function common(proto: string, row: SocketRow, numeric: boolean): string {
  const queues = `${String(row.receiveQueue).padStart(6)} ${String(row.sendQueue).padStart(6)}`;
  return `${proto.padEnd(5)} ${queues} ${endpoint(row, 'local', numeric).padEnd(23)} ${endpoint(row, 'remote', numeric).padEnd(23)}`;
}

/** Names of addresses, shown without `-n`. */
const NAMES: Readonly<Record<string, string>> = {
  [formatIpv4(IPV4_LOOPBACK)]: 'localhost',
  [formatIpv6(IPV6_LOOPBACK)]: 'localhost',
  [formatIpv6(IPV6_UNSPECIFIED)]: '[::]',
};

function endpoint(row: SocketRow, end: 'local' | 'remote', numeric: boolean): string {
  const [address, port] = end === 'local' ? [row.localAddress, row.localPort] : [row.remoteAddress, row.remotePort];
  const name = numeric ? address : (NAMES[address] ?? address);
  const service = port === 0 ? '*' : numeric ? String(port) : (serviceName(port) ?? String(port));
  return `${name.slice(0, 22 - service.length)}:${service}`;
}

/** `14059/docker-proxy`; the first word of what the process calls itself, cut to what fits. */
function programName(place: Place, owner: Process | undefined): string {
  if (owner === undefined) return '-';
  const [first = ''] = owner.title === owner.argv.join(' ') ? owner.argv : [owner.title];
  const name = first.startsWith('/') ? first.replace(/^.*\//, '') : first;
  return `${place.pids.pidOf(owner)}/${name}`.slice(0, 19);
}

/**
 * `ss` of iproute2 6.1. Not modelled: sockets of other kinds than TCP and UDP, of which no program here has any; -K, -E, -N,
 * -b, -m, -z, and the counters of -i that the simulated TCP does not keep.
 */
import type { Place } from '../../machine';
import { TcpListener, TcpSocket } from '../../network';
import { readLetters } from '../common/letters';
import type { CommandResult } from '../common/result';
import { refuse, ToolError } from '../common/toolError';
import { serviceName } from '../netstat/services';
import { infoText, numbersText, timerText, usersText } from './details';
import { type Condition, readFilter, statesOf } from './filter';
import { layOutTable } from './layout';
import { endOf, type Row, type State, socketRows } from './rows';

const LETTERS = 'hVnraloempTisbEZzN:460tMSudwxf:KHOA:D:F:';
/** Real letters that are not modelled. */
const REFUSED = 'rmTbEZzN0MSdwxKDF';
const LONG: Readonly<Record<string, string>> = {
  '--numeric': '-n',
  '--all': '-a',
  '--listening': '-l',
  '--options': '-o',
  '--extended': '-e',
  '--processes': '-p',
  '--info': '-i',
  '--summary': '-s',
  '--ipv4': '-4',
  '--ipv6': '-6',
  '--tcp': '-t',
  '--udp': '-u',
  '--unix': '-x',
  '--raw': '-w',
  '--no-header': '-H',
  '--oneline': '-O',
  '--version': '-V',
  '--help': '-h',
  '--kill': '-K',
  '--memory': '-m',
  '--resolve': '-r',
  '--events': '-E',
  '--net': '-N',
};
const USAGE = 'Usage: ss [ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]\n';
const OTHER_KINDS = 'ss: sockets of other kinds than TCP and UDP are not modelled by chainwalk\n';

/** `ss [-tuln46aopieHOs] [state STATE | exclude STATE] [EXPRESSION]` */
export function ss(place: Place, argv: readonly string[]): CommandResult {
  try {
    const isQuery = argv.some((word) => /^-A|^--query|^--socket|^-f|^--family/.test(word));
    const stderr =
      isQuery || argv.some((word) => /^-[a-zA-Z46]*[tusVh]|^--(tcp|udp|sum|ver|help)/.test(word)) ? '' : OTHER_KINDS;
    return { stdout: answer(place, argv), stderr, exitCode: 0 };
  } catch (error) {
    if (error instanceof ToolError) return { stdout: '', stderr: error.stderr, exitCode: error.exitCode };
    throw error;
  }
}

function answer(place: Place, argv: readonly string[]): string {
  const short = argv.map((word) => LONG[word] ?? word);
  const unknown = short.find((word) => word.startsWith('--') && word !== '--');
  if (unknown !== undefined) throw refuse('ss', `option "${unknown}"`);
  const { given, words, wrong } = readLetters(short, LETTERS);
  if (wrong?.kind === 'unknown') throw new ToolError(`ss: invalid option -- '${wrong.letter}'\n${USAGE}`, 255);
  if (wrong !== undefined) throw new ToolError(`ss: option requires an argument -- '${wrong.letter}'\n${USAGE}`, 255);
  const refused = [...REFUSED].find((letter) => given.has(letter));
  if (refused !== undefined) throw refuse('ss', `option "-${refused}"`);
  if (given.has('h')) return USAGE;
  if (given.has('V')) return 'ss utility, iproute2-6.1.0\n';
  if (given.has('s')) return summary(place);
  return table(place, given, words);
}

function table(place: Place, given: ReadonlyMap<string, string>, words: readonly string[]): string {
  const protocols = protocolsOf(given);
  const families = familiesOf(given);
  const { states, rest } = readStates(words);
  const condition: Condition = rest.length === 0 ? () => true : readFilter(rest, USAGE);
  const isShown = (row: Row) =>
    protocols.has(row.socket.protocol) &&
    families.has(row.socket.family) &&
    (states ?? usualStates(given, row.socket.protocol)).has(row.state) &&
    condition(row);
  const rows = socketRows(place).filter(isShown);
  const all = states ?? new Set([...protocols].flatMap((protocol) => [...usualStates(given, protocol)]));
  const hidden = [
    ...(protocols.size === 1 ? ['Netid'] : []),
    ...(all.size === 1 && states !== undefined ? ['State'] : []),
  ];
  return layOutTable(
    rows.map((row) => cells(place, row, given)),
    { hidden, withTitles: !given.has('H') },
  );
}

function protocolsOf(given: ReadonlyMap<string, string>): ReadonlySet<'tcp' | 'udp'> {
  const chosen = new Set<'tcp' | 'udp'>();
  for (const name of (given.get('A') ?? '').split(',').filter((word) => word !== '')) {
    if (name === 'tcp' || name === 'udp') chosen.add(name);
    else if (name === 'inet' || name === 'all') chosen.add('tcp').add('udp');
    else throw refuse('ss', `query "${name}"`);
  }
  if (given.has('t')) chosen.add('tcp');
  if (given.has('u')) chosen.add('udp');
  return chosen.size === 0 ? new Set(['tcp', 'udp']) : chosen;
}

function familiesOf(given: ReadonlyMap<string, string>): ReadonlySet<'inet' | 'inet6'> {
  const chosen = new Set<'inet' | 'inet6'>();
  const family = given.get('f');
  if (family !== undefined && family !== 'inet' && family !== 'inet6') throw refuse('ss', `family "${family}"`);
  if (family !== undefined) chosen.add(family);
  if (given.has('4')) chosen.add('inet');
  if (given.has('6')) chosen.add('inet6');
  return chosen.size === 0 ? new Set(['inet', 'inet6']) : chosen;
}

/** Without a word about states: SS_CONN, of UDP what is connected; with -l what listens, with -a all. */
function usualStates(given: ReadonlyMap<string, string>, protocol: 'tcp' | 'udp'): ReadonlySet<State> {
  if (given.has('a')) return new Set(statesOf('all'));
  if (given.has('l')) return new Set(protocol === 'tcp' ? ['LISTEN'] : ['UNCONN']);
  if (protocol === 'udp') return new Set(['ESTAB']);
  return new Set(statesOf('connected').filter((state) => state !== 'SYN-RECV' && state !== 'TIME-WAIT'));
}

/** `state established`, `exclude time-wait`: states that are asked for, and what follows. */
function readStates(words: readonly string[]): {
  readonly states: ReadonlySet<State> | undefined;
  readonly rest: readonly string[];
} {
  let states: Set<State> | undefined;
  let index = 0;
  for (; words[index] === 'state' || words[index] === 'exclude' || words[index] === 'excl'; index += 2) {
    const name = words[index + 1];
    if (name === undefined) throw new ToolError(`ss: ${words[index]} requires an argument\n${USAGE}`, 255);
    if (words[index] === 'state') states = new Set([...(states ?? []), ...statesOf(name)]);
    else states = new Set([...(states ?? statesOf('all'))].filter((state) => !statesOf(name).includes(state)));
  }
  return { states, rest: words.slice(index) };
}

function cells(place: Place, row: Row, given: ReadonlyMap<string, string>): readonly string[] {
  const { socket, state, receiveQueue, sendQueue } = row;
  const port = (number: number) =>
    number === 0 ? '*' : given.has('n') ? String(number) : (serviceName(number) ?? String(number));
  const withTimer = given.has('o') || given.has('e');
  const process = [
    given.has('p') ? usersText(row) : '',
    withTimer ? timerText(row, place.net.clock.now) : '',
    given.has('e') ? numbersText(row) : '',
    given.has('i') && (socket instanceof TcpSocket || socket instanceof TcpListener)
      ? `${given.has('O') ? '' : '\n\t'}${infoText(row, { withOptions: true })}`
      : '',
  ].join('');
  return [
    socket.protocol,
    state,
    String(receiveQueue).padEnd(6),
    String(sendQueue).padEnd(6),
    `${endOf(row, 'local').text}:`,
    port(socket.localPort),
    `${endOf(row, 'remote').text}:`,
    port(socket.remotePort),
    process,
  ];
}

function summary(place: Place): string {
  const rows = socketRows(place);
  const tcp = rows.filter(({ socket }) => socket.protocol === 'tcp');
  const count = (isMeant: (row: Row) => boolean) => rows.filter(isMeant).length;
  const orphaned = count(
    ({ socket }) => socket instanceof TcpSocket && socket.holder.orphaned && socket.state !== 'TIME_WAIT',
  );
  const waiting = count(({ state }) => state === 'TIME-WAIT');
  const established = count(
    ({ state, socket }) => socket.protocol === 'tcp' && (state === 'ESTAB' || state === 'CLOSE-WAIT'),
  );
  const line = (name: string, four: number, six: number) =>
    `${name}\t  ${String(four + six).padEnd(9)} ${String(four).padEnd(9)} ${String(six).padEnd(9)}\n`;
  const of = (protocol: 'tcp' | 'udp', family: 'inet' | 'inet6') =>
    count(
      ({ socket, state }) =>
        socket.protocol === protocol && socket.family === family && state !== 'TIME-WAIT' && state !== 'SYN-RECV',
    );
  const [tcp4, tcp6, udp4, udp6] = [of('tcp', 'inet'), of('tcp', 'inet6'), of('udp', 'inet'), of('udp', 'inet6')];
  return `Total: ${tcp4 + tcp6 + udp4 + udp6}
TCP:   ${tcp.length} (estab ${established}, closed ${waiting}, orphaned ${orphaned}, timewait ${waiting})

Transport Total     IP        IPv6
${line('RAW', 0, 0)}${line('UDP', udp4, udp6)}${line('TCP', tcp4, tcp6)}${line('INET', udp4 + tcp4, udp6 + tcp6)}${line('FRAG', 0, 0)}
`;
}

/** `ping` of iputils 20221126: echo requests, one a second. Not modelled: options but -4 -6 -b -c -i -M -W -w -s -t -q -n. */
import {
  type IcmpReceived,
  openEcho,
  type PathDiscovery,
  type Process,
  type Program,
  type Thread,
  type Wait,
  waitFor,
} from '../../machine';
import { ERRNO_TEXT, MILLISECOND, type Microseconds, SECOND } from '../../network';
import { embeddedIpv4, formatIp, type IpAddress, isIpv6LinkLocal, isIpv6Multicast, parseIp } from '../../packet';
import { failProcess } from '../common/command';
import { type IpVersion, nameOf, resolve } from '../common/resolve';
import { largest, smallest } from './roundTrips';

interface Options {
  count: number;
  interval: number;
  wait: number;
  deadline: number;
  size: number;
  ttl: number;
  quiet: boolean;
  broadcast: boolean;
  numeric: boolean;
  discovery: PathDiscovery;
  version: IpVersion;
  target: string | undefined;
}

const INT_MAX = 2 ** 31 - 1;
/** Seconds of an option that iputils counts as milliseconds in an int. */
const LONGEST_TIME = INT_MAX / 1000;
const REFUSED = 'aABdDefFhIlLmNOpQRrSTUvV';
const DISCOVERIES: readonly string[] = ['do', 'want', 'dont'] satisfies readonly PathDiscovery[];
/** Data that has no room for the time at which it was sent has no round trip. */
const TIME_LENGTH = 16;
/** What counts of the time until a request is tried again. */
const LONGEST_RETRY = SECOND / 2;

/** Exit code 0 if an answer came, 1 if none did, 2 if it could not ask. */
export const ping: Program = function* ping(process: Process): Thread {
  const options = parse(process.argv.slice(1));
  if (typeof options === 'string') return failProcess(process, options, 2);
  const { target } = options;
  if (target === undefined) return failProcess(process, 'ping: usage error: Destination address required\n');
  const literal = parseIp(target) !== undefined;
  const address = yield* resolve(process, target, process.argv[0] === 'ping6' ? 6 : options.version);
  if (typeof address === 'string') return failProcess(process, `ping: ${target}: ${address}\n`, 2);
  if (typeof address === 'bigint' && isRefused(address))
    return failProcess(
      process,
      `ping: ${formatIp(address)}: IPv6 but for addresses of one's own is not modelled by chainwalk\n`,
      2,
    );
  const { broadcast, discovery } = options;
  const echo = openEcho(process, address, { broadcast, discovery });
  if (echo === 'EACCES')
    return failProcess(
      process,
      'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n',
      2,
    );
  if (typeof echo === 'string') return failProcess(process, `ping: connect: ${ERRNO_TEXT[echo]}\n`, 2);
  if (typeof address === 'number' && process.place.net.fib.addressType(address) === 'BROADCAST')
    process.stderr += 'WARNING: pinging broadcast address\n';
  const name = function* (other: IpAddress): Generator<Wait, string, void> {
    return literal || options.numeric ? formatIp(other) : `${yield* nameOf(process, other)} (${formatIp(other)})`;
  };
  process.stdout +=
    typeof address === 'bigint'
      ? `PING ${target}(${yield* name(address)}) ${options.size} data bytes\n`
      : `PING ${target} (${formatIp(address)}) ${options.size}(${options.size + 28}) bytes of data.\n`;
  const { clock } = process.place.net;
  const begin = clock.now;
  const times: Microseconds[] = [];
  let errors = 0;
  let pipe = 0;
  let answered = false;
  let sent = 0;
  let sentAt = begin;
  /** Requests in a row for which there was no room. */
  let overflows = 0;
  /** With a deadline, more are sent until enough are answered. */
  const isLast = () => options.deadline === Number.POSITIVE_INFINITY && sent >= options.count;
  const take = function* (): Generator<Wait, void, void> {
    for (const received of echo.received.splice(0)) {
      pipe = Math.max(pipe, sent - received.sequence + 1);
      if (received.kind === 'error') errors += 1;
      else {
        answered = true;
        times.push(received.time);
      }
      if (!options.quiet) process.stdout += line(received, options.size, yield* name(received.from));
    }
  };
  const isTimed = options.size >= TIME_LENGTH;
  const statistics = () => summary({ target, sent, times, isTimed, errors, pipe, elapsed: sentAt - begin });
  process.handlers.set('SIGINT', () => {
    process.stdout += statistics();
    process.exit(times.length > 0 ? 0 : 1);
  });
  if (options.count === Number.POSITIVE_INFINITY && options.deadline === Number.POSITIVE_INFINITY)
    process.endedBy = '-c';
  const deadline = begin + options.deadline;
  const isDone = () => times.length + errors >= options.count || (deadline < Number.POSITIVE_INFINITY && errors > 0);
  let until = begin;
  while (!isDone() && until < deadline && !isLast()) {
    sent += 1;
    sentAt = clock.now;
    const error = echo.send(sent, options.size, options.ttl, answered);
    if (error === 'ENOBUFS' && ++overflows * Math.min(options.interval / 2, LONGEST_RETRY) < options.wait) {
      // It is tried again, and does not count.
      sent -= 1;
      until = Math.min(sentAt + options.interval, deadline);
      yield* waitFor(process, [], () => false, until - sentAt);
      continue;
    }
    if (error === undefined) overflows = 0;
    if (error === 'EMSGSIZE') {
      // What the kernel queues for the socket is told instead.
      if (!options.quiet) process.stderr += `ping: local error: message too long, mtu=${echo.mtu}\n`;
      if (!options.quiet) errors += 1;
    } else if (error === 'ENOBUFS' && !options.quiet) process.stderr += `ping: sendmsg: ${ERRNO_TEXT[error]}\n`;
    // Of other errors it says nothing: it looks for their reason where the kernel keeps those of ICMP. iputils: pinger.
    answered = false;
    until = Math.min(sentAt + (isLast() ? lingerTime(options, times) : options.interval), deadline);
    while (clock.now < until && !isDone()) {
      yield* waitFor(process, [echo], () => echo.received.length > 0, until - clock.now);
      yield* take();
    }
  }
  process.stdout += statistics();
  return times.length > 0 ? 0 : 1;
};

/** How long answers are waited for after the last packet. iputils: __schedule_exit. */
function lingerTime({ wait, interval }: Options, times: readonly Microseconds[]): Microseconds {
  return times.length === 0 ? wait : Math.max(2 * largest(times), interval);
}

function parse(argv: readonly string[]): Options | string {
  const options: Options = {
    count: Number.POSITIVE_INFINITY,
    interval: SECOND,
    wait: 10 * SECOND,
    deadline: Number.POSITIVE_INFINITY,
    size: 56,
    ttl: 64,
    quiet: false,
    broadcast: false,
    numeric: false,
    discovery: 'want',
    version: undefined,
    target: undefined,
  };
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-')) {
      options.target = word;
      continue;
    }
    const letter = word[1] ?? '';
    if (letter === 'q') options.quiet = true;
    else if (letter === 'b') options.broadcast = true;
    else if (letter === 'n') options.numeric = true;
    else if (letter === '4' || letter === '6') options.version = letter === '4' ? 4 : 6;
    else if (letter === 'M') {
      const text = word.length > 2 ? word.slice(2) : argv[++index];
      if (text === undefined) return `ping: option requires an argument -- 'M'\n`;
      if (!isDiscovery(text)) return `ping: invalid -M argument: ${text}\n`;
      options.discovery = text;
    } else if ('ciWwst'.includes(letter)) {
      const text = word.length > 2 ? word.slice(2) : (argv[++index] ?? '');
      const value = Number(text);
      if (text === '' || !(value >= 0) || ('cst'.includes(letter) && !Number.isInteger(value)))
        return `ping: invalid argument: '${text}'\n`;
      if (letter === 'c' && value < 1)
        return `ping: invalid argument: '${text}': out of range: 1 <= value <= 9223372036854775807\n`;
      if (letter === 's' && value > 127_992)
        return `ping: invalid argument: '${text}': out of range: 0 <= value <= 127992\n`;
      if (letter === 't' && value > 255) return `ping: invalid argument: '${text}': out of range: 0 <= value <= 255\n`;
      if (letter === 'i' && value > LONGEST_TIME) return `ping: bad timing interval: ${text}\n`;
      if (letter === 'W' && value > LONGEST_TIME) return `ping: bad linger time: ${text}\n`;
      if (letter === 'w' && value > INT_MAX)
        return `ping: invalid argument: '${text}': out of range: 0 <= value <= ${INT_MAX}\n`;
      if (letter === 'c') options.count = value;
      else if (letter === 'i') options.interval = Math.max(value * SECOND, 2 * MILLISECOND);
      else if (letter === 'W') options.wait = value * SECOND;
      else if (letter === 'w') options.deadline = value * SECOND;
      else if (letter === 's') options.size = value;
      else options.ttl = value;
    } else if (REFUSED.includes(letter)) return `ping: option "-${letter}" is not modelled by chainwalk\n`;
    else return `ping: invalid option -- '${letter}'\n`;
  }
  return options;
}

function isDiscovery(text: string): text is PathDiscovery {
  return DISCOVERIES.includes(text);
}

/** IPv6 addresses that iputils would ask and nothing here could answer. */
function isRefused(address: bigint): boolean {
  return isIpv6LinkLocal(address) || isIpv6Multicast(address) || embeddedIpv4(address) !== undefined;
}

function line(received: IcmpReceived, size: number, from: string): string {
  if (received.kind === 'error') return `From ${from} icmp_seq=${received.sequence} ${received.text}\n`;
  const time = size < TIME_LENGTH ? '' : ` time=${milliseconds(received.time)} ms`;
  return `${size + 8} bytes from ${from}: icmp_seq=${received.sequence} ttl=${received.ttl}${time}\n`;
}

/** Three significant places: `0.069`, `1.23`, `12.3`, `123`. */
function milliseconds(time: number): string {
  const value = time / MILLISECOND;
  if (value >= 100) return String(Math.floor(value));
  return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);
}

interface Statistics {
  readonly target: string;
  readonly sent: number;
  readonly times: readonly Microseconds[];
  /** Whether requests had room for the time at which they were sent. */
  readonly isTimed: boolean;
  readonly errors: number;
  /** The most requests that were unanswered when a reply came. iputils: acknowledge. */
  readonly pipe: number;
  /** From the first to the last that was sent. */
  readonly elapsed: Microseconds;
}

function summary({ target, sent, times, isTimed, errors, pipe, elapsed }: Statistics): string {
  const loss = sent === 0 ? 0 : ((sent - times.length) * 100) / sent;
  const percent = Number.isInteger(loss) ? String(loss) : String(Number(loss.toFixed(4)));
  const failed = errors > 0 ? `+${errors} errors, ` : '';
  const head = `\n--- ${target} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${failed}${percent}% packet loss, time ${Math.floor(elapsed / MILLISECOND)}ms\n`;
  const underWay = pipe > 1 ? `pipe ${pipe}` : '';
  if (times.length === 0 || !isTimed) return `${head}${underWay}\n`;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const deviation = Math.sqrt(
    Math.max(0, times.reduce((sum, time) => sum + time * time, 0) / times.length - mean * mean),
  );
  const three = (time: number) => (time / MILLISECOND).toFixed(3);
  return `${head}rtt min/avg/max/mdev = ${[smallest(times), mean, largest(times), deviation].map(three).join('/')} ms${underWay === '' ? '' : `, ${underWay}`}\n`;
}

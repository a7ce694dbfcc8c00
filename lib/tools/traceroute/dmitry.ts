/** `traceroute` 2.1.2 by Dmitry Butskoy, as on Debian: many probes at a time. traceroute.c (do_it). Not modelled: options but -n -I -T -U -q -w -m -f -p -s -N -z -F, and IPv6. */
import { type Process, type Program, type Thread, type Wait, waitFor } from '../../machine';
import { ERRNO_TEXT, type Microseconds, SECOND } from '../../network';
import { formatIpv4, type Ipv4Address } from '../../packet';
import { failProcess } from '../common/command';
import { readLetters } from '../common/letters';
import { drawPort } from '../common/nameServers';
import { nameOf, resolve } from '../common/resolve';
import { type ProbeAnswer, Prober, unreachableMark } from './probe';

const LETTERS = '46dFf:g:Ii:m:N:np:t:l:w:q:rs:z:ATUeM:O:P:Vh';
const REFUSED = '6dgitlreAMOPVh';
const LONG: Readonly<Record<string, string>> = {
  '--icmp': '-I',
  '--tcp': '-T',
  '--udp': '-U',
  '--max-hops': '-m',
  '--queries': '-q',
  '--wait': '-w',
  '--port': '-p',
  '--first': '-f',
  '--source': '-s',
  '--sim-queries': '-N',
  '--dont-fragment': '-F',
  '--sendwait': '-z',
};
const MOST_HOPS = 255;
const MOST_PROBES = 10;
const LONGEST_PACKET = 65_000;
/** Of a UDP or ICMP header behind that of IP, and of a SYN with all its options. */
const [SHORTEST, USUAL] = [28, 60];
/** Where probes of UDP begin, each going to a port of its own; and the one port of -U and of -T. */
const FIRST_PORT = 33_434;
const ONE_PORT = { udp: 53, tcp: 80 } as const;
/** An answer is waited for so many times as long as another one of its hop took, or one of a later hop. */
const [HERE, NEAR] = [3, 10];
const PRECISION: Microseconds = 1000;

interface Options {
  readonly method: 'default' | 'udp' | 'icmp' | 'tcp';
  readonly numeric: boolean;
  readonly first: number;
  readonly most: number;
  readonly probes: number;
  readonly patience: Microseconds;
  readonly atOnce: number;
  readonly pause: Microseconds;
  readonly port: number | undefined;
}

/** One probe of a hop. */
interface Probe {
  from: number;
  to: number;
  sentAt: Microseconds | undefined;
  done: boolean;
  answer: ProbeAnswer | undefined;
}

/** `traceroute [-nITUF] [-q PROBES] [-w SECONDS] [-m HOPS] [-f HOP] [-p PORT] [-s ADDRESS] [-N PROBES] HOST [LENGTH]` */
export const traceroute: Program = function* traceroute(process: Process): Thread {
  const argv = process.argv.slice(1).flatMap((word) => {
    const [name = '', value] = word.split(/=(.*)/s);
    return LONG[name] === undefined ? [word] : [LONG[name], ...(value === undefined ? [] : [value])];
  });
  const fail = (text: string, exitCode = 2) => failProcess(process, `${text}\n`, exitCode);
  const { given, words, wrong } = readLetters(argv, LETTERS);
  if (wrong !== undefined)
    return fail(`Bad option \`-${wrong.letter}' (argc ${argv.findIndex((word) => word.includes(wrong.letter)) + 1})`);
  const refused = [...REFUSED].find((letter) => given.has(letter));
  if (refused !== undefined) return fail(`traceroute: option "-${refused}" is not modelled by chainwalk`);
  const unlike = [...'qmfpN'].find((letter) => !/^\d+$/.test(given.get(letter) ?? '1'));
  const untimed = [...'wz'].find((letter) => !/^\d+(\.\d*)?$/.test(given.get(letter) ?? '1'));
  const bad = unlike ?? untimed;
  if (bad !== undefined)
    return fail(
      `Cannot handle \`-${bad}' option with arg \`${given.get(bad)}' (argc ${argv.indexOf(given.get(bad) ?? '') + 1})`,
    );
  const [host, length] = words;
  if (host === undefined) return fail('Specify "host" missing argument.');
  const at = (word: string) => argv.indexOf(word) + 1;
  const address = yield* resolve(process, host, 4);
  if (typeof address !== 'number')
    return fail(`${host}: ${address}\nCannot handle "host" cmdline arg \`${host}' on position 1 (argc ${at(host)})`);
  if (length !== undefined && !/^\d+$/.test(length))
    return fail(`Cannot handle "packetlen" cmdline arg \`${length}' on position 2 (argc ${at(length)})`);
  const options = readOptions(given);
  if (options.first === 0 || options.first > options.most) return fail('first hop out of range');
  if (options.most > MOST_HOPS) return fail(`max hops cannot be more than ${MOST_HOPS}`);
  if (options.probes > MOST_PROBES) return fail(`no more than ${MOST_PROBES} probes per hop`);
  if (length !== undefined && Number(length) > LONGEST_PACKET) return fail(`too big packetlen ${length} specified`);
  const size = options.method === 'tcp' ? USUAL : Math.max(SHORTEST, Number(length ?? USUAL));
  const asked = given.get('s');
  const source = asked === undefined ? undefined : yield* resolve(process, asked, 4);
  if (asked !== undefined && typeof source !== 'number')
    return fail(`${asked}: ${source}\nCannot handle \`-s' option with arg \`${asked}' (argc ${at(asked)})`);
  process.stdout += `traceroute to ${host} (${formatIpv4(address)}), ${options.most} hops max, ${size} byte packets\n`;
  const { net, machine } = process.place;
  if (typeof source === 'number' && !net.mayBind(source)) return fail('bind: Cannot assign requested address', 1);
  const kind = options.method === 'default' ? 'udp' : options.method;
  const prober = process.hold(
    new Prober(process, address, {
      kind,
      length: size,
      dontFragment: given.has('F'),
      source: typeof source === 'number' ? source : undefined,
      sequence: machine.chance.below(2 ** 32),
    }),
  );
  return yield* trace(process, prober, options);
};

function readOptions(given: ReadonlyMap<string, string>): Options {
  const number = (letter: string, usual: number) => Number(given.get(letter) ?? usual);
  const pause = number('z', 0);
  return {
    method: given.has('I') ? 'icmp' : given.has('T') ? 'tcp' : given.has('U') ? 'udp' : 'default',
    numeric: given.has('n'),
    first: number('f', 1),
    most: number('m', 30),
    probes: number('q', 3),
    patience: number('w', 5) * SECOND,
    atOnce: number('N', 16),
    // Above ten they are milliseconds.
    pause: pause > 10 ? pause * 1000 : pause * SECOND,
    port: given.has('p') ? Number(given.get('p')) : undefined,
  };
}

function* trace(process: Process, prober: Prober, options: Options): Thread {
  const { clock } = process.place.net;
  const { probes: perHop, first, most, patience, atOnce, pause: between } = options;
  const probes: Probe[] = Array.from({ length: most * perHop }, () => ({
    from: 0,
    to: 0,
    sentAt: undefined,
    done: false,
    answer: undefined,
  }));
  const shown: Shown = { last: undefined };
  let start = (first - 1) * perHop;
  let end = probes.length;
  let lastSent = Number.NEGATIVE_INFINITY;
  while (start < end) {
    let waiting = 0;
    let next: Microseconds | undefined;
    for (let index = start; index < end; index++) {
      const probe = probes[index];
      if (probe === undefined) break;
      take(prober, probe);
      if (index === start && !probe.done && probe.sentAt !== undefined) {
        const expires = probe.sentAt + timeout(probes, index, perHop, patience);
        if (expires > clock.now) next = expires;
        else {
          probe.done = true;
          expire(probes, index, perHop);
        }
      }
      if (probe.done) {
        if (index === start) {
          yield* print(process, probe, index, options, shown);
          start += 1;
        }
        if (isFinal(probe)) end = (Math.floor(index / perHop) + 1) * perHop;
        continue;
      }
      if (probe.sentAt === undefined) {
        if (between > 0 && lastSent + between > clock.now) {
          next = lastSent + between;
          break;
        }
        const error = send(process, prober, probe, index, options);
        if (error !== undefined) {
          process.stderr += `${index === 0 ? '' : '\n'}${error}\n`;
          return 1;
        }
        lastSent = clock.now;
      }
      waiting += 1;
      if (waiting >= atOnce) break;
    }
    if (next !== undefined) {
      const known = prober.answers;
      yield* waitFor(process, [prober], () => prober.answers > known, Math.max(0, next - clock.now));
    }
  }
  return 0;
}

function send(
  process: Process,
  prober: Prober,
  probe: Probe,
  index: number,
  { method, probes, port }: Options,
): string | undefined {
  const { machine, net, pids } = process.place;
  const own = drawPort(machine.chance);
  if (method === 'icmp') [probe.from, probe.to] = [(pids.pidOf(process) ?? 0) & 0xffff, (port ?? 1) + index];
  else if (method === 'default') [probe.from, probe.to] = [own, ((port ?? FIRST_PORT) + index) & 0xffff];
  else [probe.from, probe.to] = [own, port ?? ONE_PORT[method]];
  probe.sentAt = net.clock.now;
  const error = prober.send(Math.floor(index / probes) + 1, probe.from, probe.to);
  if (error === undefined) return undefined;
  return `${method === 'icmp' || method === 'tcp' ? 'send' : 'connect'}: ${ERRNO_TEXT[error]}`;
}

function take(prober: Prober, probe: Probe): void {
  if (probe.sentAt === undefined || probe.done) return;
  probe.answer = prober.answered(probe.from, probe.to);
  if (probe.answer !== undefined) probe.done = true;
}

/** The destination itself has answered, or somebody says that it cannot be reached. */
function isFinal({ answer }: Probe): boolean {
  return answer !== undefined && answer.kind !== 'exceeded';
}

/** traceroute.c: get_timeout. */
function timeout(probes: readonly Probe[], index: number, perHop: number, most: Microseconds): Microseconds {
  const begin = index - (index % perHop);
  const here = probes.slice(begin, begin + perHop).find(({ answer }) => answer !== undefined)?.answer;
  if (here !== undefined) return Math.min(most, (here.time + PRECISION) * HERE);
  const later = probes.slice(index + 1).find(({ answer }) => answer !== undefined)?.answer;
  return later === undefined ? most : Math.min(most, (later.time + PRECISION) * NEAR);
}

/** A final answer that came to a later probe stands for one that got none, if it is plain that it was this hop's. traceroute.c: check_expired. */
function expire(probes: readonly Probe[], index: number, perHop: number): void {
  const begin = index - (index % perHop);
  const before = probes.slice(begin, index);
  if (before.some((probe) => !probe.done || !isFinal(probe))) return;
  const final = probes.slice(index + 1).find(({ done, answer }) => done && answer !== undefined);
  const probe = probes[index];
  if (final === undefined || probe === undefined || !isFinal(final)) return;
  const says = typeof final.answer?.kind === 'number';
  if (before.length === 0 && !says) return;
  const isSameHop = before.length > 0 || (index % perHop) + (probes.indexOf(final) - index) < perHop;
  const isSameSender = probes.slice(0, index).some(({ answer }) => answer?.from === final.answer?.from);
  if (!isSameHop && !isSameSender) return;
  probe.answer = final.answer;
  final.answer = undefined;
}

interface Shown {
  /** Who answered last on the line. */
  last: Ipv4Address | undefined;
}

function* print(
  process: Process,
  { answer }: Probe,
  index: number,
  { probes, numeric }: Options,
  shown: Shown,
): Generator<Wait, void, void> {
  if (index % probes === 0) {
    const hop = Math.floor(index / probes) + 1;
    process.stdout += `${String(hop).padStart(2)} `;
    shown.last = undefined;
  }
  if (answer === undefined) process.stdout += ' *';
  else {
    if (answer.from !== shown.last) {
      const address = formatIpv4(answer.from);
      process.stdout += numeric ? ` ${address}` : ` ${yield* nameOf(process, answer.from)} (${address})`;
      shown.last = answer.from;
    }
    process.stdout += `  ${(answer.time / 1000).toFixed(3)} ms`;
    if (typeof answer.kind === 'number') process.stdout += unreachableMark(answer.kind);
  }
  if (index % probes === probes - 1) process.stdout += '\n';
}

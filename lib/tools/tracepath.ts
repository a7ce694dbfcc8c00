/** `tracepath` of iputils 20221126: one probe a hop that may not be cut, and what the path takes. tracepath.c. Not modelled: -6 -V. */
import type { Process, Program, Thread, Wait } from '../machine';
import { ERRNO_TEXT, routeOutput, SECOND } from '../network';
import { formatIpv4, type Ipv4Address } from '../packet';
import { failProcess } from './common/command';
import { readLetters } from './common/letters';
import { drawPort } from './common/nameServers';
import { nameOf, resolve } from './common/resolve';
import { Prober, unreachableMark } from './traceroute/probe';

const USAGE = `
Usage
  tracepath [options] <destination>

Options:
  -4             use IPv4
  -6             use IPv6
  -b             print both name and ip
  -l <length>    use packet <length>
  -m <hops>      use maximum <hops>
  -n             no dns name resolution
  -p <port>      use destination <port>
  -V             print version and exit
  <destination>  dns name or ip address

For more details see tracepath(8).
`;
const FIRST_PORT = 44_444;
/** Of how many probes of one hop an answer is waited for, and how long. */
const TRIES = 3;
const PATIENCE = SECOND;
/** Where the time of an answer stands. */
const NAME_WIDTH = 52;
const LOCAL_WIDTH = 32;
/** What is tried first. */
const LONGEST = 65_535;
/** Probes that are told apart, by their ports (HIS_ARRAY_SIZE). */
const HISTORY = 64;

/** `tracepath [-nb] [-l LENGTH] [-m HOPS] [-p PORT] HOST` */
export const tracepath: Program = function* tracepath(process: Process): Thread {
  const { given, words, wrong } = readLetters(process.argv.slice(1), '46bl:m:np:V');
  const fail = (text: string, exitCode = 1) => failProcess(process, `tracepath: ${text}\n`, exitCode);
  if (wrong !== undefined) {
    const what = wrong.kind === 'unknown' ? 'invalid option' : 'option requires an argument';
    return failProcess(process, `tracepath: ${what} -- '${wrong.letter}'\n${USAGE}`, 255);
  }
  if (given.has('6') || given.has('V')) return fail('options -6 and -V are not modelled by chainwalk', 2);
  const [host] = words;
  if (host === undefined) return failProcess(process, USAGE, 255);
  const bad = [...'lmp'].find((letter) => !/^\d+$/.test(given.get(letter) ?? '1'));
  if (bad !== undefined) return fail(`invalid argument: '${given.get(bad)}'`);
  const address = yield* resolve(process, host, 4);
  if (typeof address !== 'number') return fail(`${host}: ${address}`);
  const { net, machine } = process.place;
  const route = routeOutput(net, address);
  if (typeof route === 'string') return fail(`connect failed: ${ERRNO_TEXT[route]}`);
  const walk: Walk = {
    from: drawPort(machine.chance),
    port: Number(given.get('p') ?? FIRST_PORT),
    numeric: given.has('n'),
    both: given.has('b'),
    mtu: Number(given.get('l') ?? LONGEST),
    sent: 0,
  };
  const most = Number(given.get('m') ?? 30);
  for (let ttl = 1; ttl <= most; ttl++) {
    const end = yield* hop(process, address, ttl, walk);
    if (end === undefined) continue;
    process.stdout += `     Resume: pmtu ${walk.mtu} ${end}\n`;
    return 0;
  }
  process.stdout += `     Too many hops: pmtu ${walk.mtu}\n     Resume: pmtu ${walk.mtu} \n`;
  return 0;
};

/** What goes on from hop to hop. */
interface Walk {
  readonly from: number;
  readonly port: number;
  readonly numeric: boolean;
  readonly both: boolean;
  mtu: number;
  sent: number;
}

/** One hop, asked again when the path turns out to take less; what is said at the end if it is the last. */
function* hop(
  process: Process,
  address: Ipv4Address,
  ttl: number,
  walk: Walk,
): Generator<Wait, string | undefined, void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = walk.mtu;
    const outcome = yield* probe(process, address, ttl, walk);
    if (walk.mtu !== before) {
      if (typeof outcome === 'object') return outcome.end;
      tries = -1;
      continue;
    }
    if (typeof outcome === 'object') return outcome.end;
    if (outcome === 'told') return undefined;
  }
  process.stdout += `${String(ttl).padStart(2)}:  no reply\n`;
  return undefined;
}

/** One probe; nothing if no answer came. */
function* probe(
  process: Process,
  address: Ipv4Address,
  ttl: number,
  walk: Walk,
): Generator<Wait, 'told' | { readonly end: string } | undefined, void> {
  const { net } = process.place;
  const route = routeOutput(net, address);
  if (typeof route === 'string') return undefined;
  const limit = net.pathMtus.of(route.route, address);
  if (walk.mtu > limit) {
    process.stdout += `${String(ttl).padStart(2)}?: ${'[LOCALHOST]'.padEnd(LOCAL_WIDTH)} pmtu ${limit}\n`;
    walk.mtu = limit;
  }
  const prober = process.hold(new Prober(process, address, { kind: 'udp', length: walk.mtu, dontFragment: true }));
  const port = walk.port + (walk.sent % HISTORY);
  walk.sent += 1;
  const error = prober.send(ttl, walk.from, port);
  const answer = error === undefined ? yield* prober.answerTo(walk.from, port, PATIENCE) : undefined;
  process.close(prober);
  if (answer === undefined) return undefined;
  const name = yield* shownName(process, answer.from, walk);
  const time = `${Math.floor(answer.time / 1000)}`.padStart(3);
  const fraction = `${answer.time % 1000}`.padStart(3, '0');
  const back = hopsOf(answer.ttl);
  const say = (text: string) => {
    process.stdout += `${String(ttl).padStart(2)}:  ${name.padEnd(NAME_WIDTH)}${time}.${fraction}ms ${text}\n`;
  };
  if (answer.kind === 'exceeded') say(back === ttl ? '' : `asymm ${String(back).padStart(2)} `);
  else if (answer.kind === 'reached') {
    say('reached');
    return { end: `hops ${ttl} back ${back} ` };
  } else if (answer.mtu !== undefined) {
    say(`pmtu ${answer.mtu}`);
    walk.mtu = answer.mtu;
  } else {
    say(unreachableMark(answer.kind).trim());
    return { end: '' };
  }
  return 'told';
}

/** From how many hops away a packet comes that has this TTL left. */
function hopsOf(ttl: number): number {
  const begin = ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255;
  return begin - ttl + 1;
}

function* shownName(process: Process, address: Ipv4Address, { numeric, both }: Walk): Generator<Wait, string, void> {
  const text = formatIpv4(address);
  const found = numeric ? text : yield* nameOf(process, address);
  const name = !numeric && found === text ? '???' : found;
  if (both) return numeric ? `${text} (???)` : `${name} (${text})`;
  return name;
}

/** The command line of iputils' ping. iputils 20221126: ping/ping.c, main. */
import type { PathDiscovery } from '../../machine';
import { type Microseconds, SECOND } from '../../network';
import { readLetters } from '../common/letters';
import type { IpVersion } from '../common/resolve';

/** What is asked for; times in µs. */
export interface PingOptions {
  readonly count: number;
  /** 0: the next one as soon as an answer is there, a hundred a second without. */
  readonly interval: Microseconds;
  /** Sent at once in the beginning. */
  readonly preload: number;
  readonly wait: Microseconds;
  readonly deadline: Microseconds;
  readonly size: number;
  readonly ttl: number;
  readonly typeOfService: number;
  readonly mark: number;
  /** Bytes that fill the data, again and again. */
  readonly pattern: Uint8Array | undefined;
  /** An address, or a device. */
  readonly from: string | undefined;
  readonly quiet: boolean;
  readonly broadcast: boolean;
  readonly numeric: boolean;
  /** The interval follows the round trips (-A). */
  readonly adaptive: boolean;
  /** A dot for each request, taken back by its answer (-f). */
  readonly flood: boolean;
  readonly timestamps: boolean;
  readonly audible: boolean;
  /** Says of requests that they are not answered yet. */
  readonly outstanding: boolean;
  /** No gateway is asked (-r). */
  readonly direct: boolean;
  readonly asksVersion: boolean;
  readonly discovery: PathDiscovery;
  readonly version: IpVersion;
  readonly target: string | undefined;
}

/** What ends it before it begins. */
export interface Refused {
  readonly stderr: string;
  readonly exitCode: 1 | 2;
}

const LETTERS = '46aAbBc:CdDe:fF:hi:I:l:Lm:M:nN:Op:qQ:rRs:S:t:T:UvVw:W:';
const REFUSED = 'BCdeFhLNRSTv';
const INT_MAX = 2 ** 31 - 1;
/** Seconds of an option that iputils counts as milliseconds in an int. */
const LONGEST_TIME = INT_MAX / 1000;
const DISCOVERIES: readonly string[] = ['do', 'want', 'dont'] satisfies readonly PathDiscovery[];
const LONGEST_PATTERN = 16;

/** The letters that take a whole number, and what it may be. */
const WHOLE: Readonly<Record<string, readonly [least: number, most: number, shown: string]>> = {
  c: [1, Number.MAX_SAFE_INTEGER, '1 <= value <= 9223372036854775807'],
  s: [0, INT_MAX, `0 <= value <= ${INT_MAX}`],
  t: [0, 255, '0 <= value <= 255'],
  l: [1, 65_536, '1 <= value <= 65536'],
  m: [0, INT_MAX, `0 <= value <= ${INT_MAX}`],
  w: [0, INT_MAX, `0 <= value <= ${INT_MAX}`],
};

/** Reads the words behind the name. */
export function parsePing(argv: readonly string[]): PingOptions | Refused {
  const { given, words, wrong } = readLetters(argv, LETTERS);
  if (wrong?.kind === 'unknown') return refuse(`invalid option -- '${wrong.letter}'`, 2);
  if (wrong !== undefined) return refuse(`option requires an argument -- '${wrong.letter}'`, 2);
  const refused = [...REFUSED].find((letter) => given.has(letter));
  if (refused !== undefined) return refuse(`option "-${refused}" is not modelled by chainwalk`, 2);
  if (words.length > 1) return refuse('more than one destination (-R of IPv4) is not modelled by chainwalk', 2);
  const problem = problemOf(given);
  if (problem !== undefined) return problem;
  const number = (letter: string, usual: number) => (given.has(letter) ? Number(given.get(letter)) : usual);
  const discovery = given.get('M') ?? 'want';
  if (!isDiscovery(discovery)) return refuse(`invalid -M argument: ${discovery}`, 2);
  const isFlood = given.has('f');
  return {
    count: number('c', Number.POSITIVE_INFINITY),
    interval: Math.round(number('i', isFlood ? 0 : 1) * SECOND),
    preload: number('l', 1),
    wait: number('W', 10) * SECOND,
    deadline: number('w', Number.POSITIVE_INFINITY) * SECOND,
    size: number('s', 56),
    ttl: number('t', 64),
    typeOfService: number('Q', 0),
    mark: number('m', 0),
    pattern: given.has('p') ? patternOf(given.get('p') ?? '') : undefined,
    from: given.get('I'),
    quiet: given.has('q'),
    broadcast: given.has('b'),
    numeric: given.has('n'),
    adaptive: given.has('A'),
    flood: isFlood,
    timestamps: given.has('D'),
    audible: given.has('a'),
    outstanding: given.has('O'),
    direct: given.has('r'),
    asksVersion: given.has('V'),
    discovery,
    version: given.has('4') ? 4 : given.has('6') ? 6 : undefined,
    target: words[0],
  };
}

function problemOf(given: ReadonlyMap<string, string>): Refused | undefined {
  for (const [letter, text] of given) {
    const range = WHOLE[letter];
    const value = Number(text);
    const isNumber = text.trim() !== '' && !Number.isNaN(value);
    if (range !== undefined) {
      const [least, most, shown] = range;
      if (!/^\s*[-+]?\d+$/.test(text)) return refuse(`invalid argument: '${text}'`, 1);
      if (Math.abs(value) >= 2 ** 63) return refuse(`invalid argument: '${text}': Numerical result out of range`, 1);
      if (value < least || value > most) return refuse(`invalid argument: '${text}': out of range: ${shown}`, 1);
    }
    const isTime = isNumber && value >= 0 && value <= LONGEST_TIME;
    if (letter === 'i' && !isTime) return refuse(`bad timing interval: ${text}`, 2);
    if (letter === 'W' && !isTime) return refuse(`bad linger time: ${text}`, 2);
    if (letter === 'Q' && !(Number.isInteger(value) && value >= 0 && value < 256))
      return refuse(`the decimal value of TOS bits must be in range 0-255: ${text}`, 2);
    if (letter === 'p' && !/^[0-9A-Fa-f]+$/.test(text))
      return refuse(`patterns must be specified as hex digits: ${text}`, 2);
  }
  return undefined;
}

/** Pairs of digits are bytes, at most sixteen. */
function patternOf(digits: string): Uint8Array {
  const pairs = digits.match(/..?/g) ?? [];
  return Uint8Array.from(pairs.slice(0, LONGEST_PATTERN), (pair) => Number.parseInt(pair, 16));
}

function isDiscovery(text: string): text is PathDiscovery {
  return DISCOVERIES.includes(text);
}

function refuse(why: string, exitCode: 1 | 2): Refused {
  return { stderr: `ping: ${why}\n`, exitCode };
}

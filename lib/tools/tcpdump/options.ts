/** The command line of tcpdump. */
import { readLetters } from '../common/letters';
import { refuse, ToolError } from '../common/toolError';

/** What is asked for. */
export interface Options {
  readonly count: number | undefined;
  readonly device: string | undefined;
  readonly readFrom: string | undefined;
  readonly writeTo: string | undefined;
  readonly filterFile: string | undefined;
  readonly direction: 'in' | 'out' | 'inout';
  /** How often -v, -t, -x and -X were given. */
  readonly times: Readonly<Record<'v' | 't' | 'x' | 'X', number>>;
  /** Letters without arguments. */
  readonly letters: ReadonlySet<string>;
  readonly immediate: boolean;
  readonly countOnly: boolean;
  readonly print: boolean;
  readonly expression: string;
}

const LETTERS = 'aAbB:c:C:dDeE:fF:G:hHi:IjJ:KlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:#';
/** Real letters that are not modelled. */
const REFUSED = 'bCdEGHIjJLmMNTuVWyzZ';
const LONG: Readonly<Record<string, string>> = {
  '--interface': '-i',
  '--list-interfaces': '-D',
  '--number': '-#',
  '--no-promiscuous-mode': '-p',
  '--direction': '-Q',
  '--snapshot-length': '-s',
  '--absolute-tcp-sequence-numbers': '-S',
  '--packet-buffered': '-U',
  '--no-optimize': '-O',
  '--buffer-size': '-B',
  '--dont-verify-checksums': '-K',
  '--help': '-h',
};
export const VERSION = 'tcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\nOpenSSL 3.0.19 27 Jan 2026\n';
export const USAGE = `Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]
\t\t[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]
\t\t[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]
\t\t[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]
\t\t[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]
\t\t[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]
\t\t[ --time-stamp-precision precision ] [ --micro ] [ --nano ]
\t\t[ -z postrotate-command ] [ -Z user ] [ expression ]
`;

/** Reads a command line. Throws a `ToolError` with tcpdump's complaint. */
export function readOptions(argv: readonly string[]): Options {
  const own = new Set(['--immediate-mode', '--count', '--print', '--micro', '--version']);
  const words = argv.flatMap((word) => {
    const [name = '', value] = word.split(/=(.*)/s);
    if (own.has(name)) return [];
    const short = LONG[name];
    return short === undefined ? [word] : value === undefined ? [short] : [short, value];
  });
  const unknown = words.find((word) => word.startsWith('--') && word !== '--');
  if (unknown !== undefined) throw new ToolError(`tcpdump: unrecognized option '${unknown}'\n${VERSION}${USAGE}`, 1);
  const { given, words: expression, wrong } = readLetters(words, LETTERS);
  if (wrong !== undefined) {
    const what = wrong.kind === 'unknown' ? 'invalid option' : 'option requires an argument';
    throw new ToolError(`tcpdump: ${what} -- '${wrong.letter}'\n${VERSION}${USAGE}`, 1);
  }
  const refused = [...REFUSED].find((letter) => given.has(letter));
  if (refused !== undefined) throw refuse('tcpdump', `option "-${refused}"`);
  const count = given.get('c');
  if (count !== undefined && !/^[1-9]\d*$/.test(count))
    throw new ToolError(`tcpdump: invalid packet count ${count}\n`, 1);
  const length = given.get('s');
  if (length !== undefined && !/^\d+$/.test(length)) throw new ToolError(`tcpdump: invalid snaplen ${length}\n`, 1);
  if (length !== undefined && Number(length) > 0 && Number(length) < 65_535)
    throw refuse('tcpdump', `option "-s ${length}", which cuts packets,`);
  const direction = given.get('Q') ?? 'inout';
  if (direction !== 'in' && direction !== 'out' && direction !== 'inout')
    throw new ToolError(`tcpdump: unknown capture direction \`${direction}'\n`, 1);
  const end = words.indexOf('--');
  const options = end < 0 ? words : words.slice(0, end);
  const times = (letter: string) =>
    options.filter((word) => /^-[^-]/.test(word)).reduce((sum, word) => sum + countLetter(word, letter), 0);
  return {
    count: count === undefined ? undefined : Number(count),
    device: given.get('i'),
    readFrom: given.get('r'),
    writeTo: given.get('w'),
    filterFile: given.get('F'),
    direction,
    times: { v: times('v'), t: times('t'), x: times('x'), X: times('X') },
    letters: new Set(given.keys()),
    immediate: argv.includes('--immediate-mode'),
    countOnly: argv.includes('--count'),
    print: argv.includes('--print'),
    expression: expression.join(' '),
  };
}

/** How often a letter stands in a word of letters, up to one that takes the rest of it. */
function countLetter(word: string, letter: string): number {
  let count = 0;
  for (const each of word.slice(1)) {
    if (each === letter) count += 1;
    if (LETTERS.includes(`${each}:`)) break;
  }
  return count;
}

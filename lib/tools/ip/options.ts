/** Options before the object: `ip -d -br -4 …`. */
import { refuse, ToolError } from '../common/toolError';

/** Which addresses are meant, and how much is printed in what form. */
export interface IpOptions {
  readonly family: 'inet' | 'inet6' | undefined;
  readonly details: boolean;
  readonly statistics: boolean;
  readonly brief: boolean;
  readonly oneLine: boolean;
  /** -j, and with -p laid out. */
  readonly json: boolean;
  readonly pretty: boolean;
  /** Of a namespace with a name (-n); the place's own if absent. */
  readonly namespace: string | undefined;
}

/** Real options whose effect is not modelled. */
const REFUSED = [
  '-resolve',
  '-human-readable',
  '-iec',
  '-M',
  '-B',
  '-0',
  '-force',
  '-batch',
  '-all',
  '-timestamp',
  '-tshort',
  '-loops',
  '-rcvbuf',
];

/** Splits a command line into options and the rest; `-V` prints the version instead. */
export function parseOptions(argv: readonly string[]): {
  readonly options: IpOptions;
  readonly rest: readonly string[];
  readonly version: boolean;
} {
  const options = {
    family: undefined as IpOptions['family'],
    details: false,
    statistics: false,
    brief: false,
    oneLine: false,
    json: false,
    pretty: false,
    namespace: undefined as string | undefined,
  };
  let index = 0;
  for (; index < argv.length; index++) {
    const word = (argv[index] ?? '').replace(/^--/, '-');
    if (!word.startsWith('-')) break;
    if (word === '-4') options.family = 'inet';
    else if (word === '-6') options.family = 'inet6';
    else if (begins(word, '-family')) options.family = familyOf(argv[++index]);
    else if (begins(word, '-details')) options.details = true;
    else if (begins(word, '-statistics')) {
      if (options.statistics) throw refuse('ip', 'option "-statistics", given twice,');
      options.statistics = true;
    } else if (word === '-br' || word === '-brief') options.brief = true;
    else if (begins(word, '-oneline')) options.oneLine = true;
    else if (begins(word, '-json')) options.json = true;
    else if (begins(word, '-pretty')) options.pretty = true;
    else if (begins(word, '-netns')) options.namespace = argv[++index];
    else if (begins(word, '-Version')) return { options, rest: [], version: true };
    else if (begins(word, '-color') || /^-c(olor)?=/.test(word) || begins(word, '-Numeric')) continue;
    else if (REFUSED.some((name) => begins(word, name))) throw refuse('ip', `option "${word}"`);
    else throw new ToolError(`Option "${argv[index]}" is unknown, try "ip -help".\n`, 255);
  }
  return { options, rest: argv.slice(index), version: false };
}

function begins(word: string, name: string): boolean {
  return word.length > 1 && name.startsWith(word);
}

function familyOf(word: string | undefined): 'inet' | 'inet6' {
  if (word === 'inet' || word === 'inet6') return word;
  if (word === undefined) throw new ToolError('Command line is not complete. Try option "help"\n', 255);
  throw refuse('ip', `family "${word}"`);
}

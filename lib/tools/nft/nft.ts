/** The program nft, as release 1.0.6 of Debian 12 speaks. Userspace: src/main.c, src/libnftables.c. */
import type { Place as MachinePlace } from '../../machine';
import { failure, success } from '../common/result';
import { Getopt, type LongOption, type ShortOption } from '../iptables/getopt';
import { HELP } from './help';
import { type NftResult, runText } from './run';
import type { Source } from './source';

/** How a command is run and its output looks. */
export interface NftOptions {
  files: string[];
  definitions: string[];
  includePaths: string[];
  check: boolean;
  json: boolean;
  handles: boolean;
  stateless: boolean;
  terse: boolean;
  numeric: boolean;
  numericPriority: boolean;
}

const LONG_OPTIONS: readonly LongOption<string>[] = [
  { name: 'help', argument: 'none', id: 'h' },
  { name: 'version', argument: 'none', id: 'v' },
  { name: 'file', argument: 'required', id: 'f' },
  { name: 'define', argument: 'required', id: 'D' },
  { name: 'interactive', argument: 'none', id: 'i' },
  { name: 'includepath', argument: 'required', id: 'I' },
  { name: 'check', argument: 'none', id: 'c' },
  { name: 'optimize', argument: 'none', id: 'o' },
  { name: 'handle', argument: 'none', id: 'a' },
  { name: 'stateless', argument: 'none', id: 's' },
  { name: 'terse', argument: 'none', id: 't' },
  { name: 'service', argument: 'none', id: 'S' },
  { name: 'reversedns', argument: 'none', id: 'N' },
  { name: 'guid', argument: 'none', id: 'u' },
  { name: 'numeric', argument: 'none', id: 'n' },
  { name: 'numeric-priority', argument: 'none', id: 'y' },
  { name: 'numeric-protocol', argument: 'none', id: 'p' },
  { name: 'numeric-time', argument: 'none', id: 'T' },
  { name: 'echo', argument: 'none', id: 'e' },
  { name: 'json', argument: 'none', id: 'j' },
  { name: 'debug', argument: 'required', id: 'd' },
];
const SHORT_OPTIONS: ReadonlyMap<string, ShortOption<string>> = new Map<string, ShortOption<string>>([
  ...LONG_OPTIONS.map((option) => [option.id, option] as const),
  ['V', { argument: 'none', id: 'V' }],
]);

const VERSION = 'nftables v1.0.6 (Lester Gooch #5)';
/** Options that change what is printed in ways that are not modelled. */
const REFUSED = ['i', 'o', 'S', 'N', 'u', 'p', 'T', 'e', 'd', 'V'];

/** `nft [options] commands`. What it is to watch, as `monitor` says, is for the caller to begin. */
export function nft(place: MachinePlace, argv: readonly string[], stdin: string, cwd = '/'): NftResult {
  const options: NftOptions = {
    files: [],
    definitions: [],
    includePaths: [],
    check: false,
    json: false,
    handles: false,
    stateless: false,
    terse: false,
    numeric: false,
    numericPriority: false,
  };
  const getopt = new Getopt<string>(argv, SHORT_OPTIONS, LONG_OPTIONS);
  let words: readonly string[] = [];
  for (let word = getopt.next(); word !== undefined; word = getopt.next()) {
    if (word.kind === 'word') {
      // A minus behind the first word is a part of the command.
      words = argv.slice(getopt.index - 1);
      break;
    }
    if (word.kind !== 'option') return failure(`nft: ${optionComplaint(getopt.last, word.kind)}\n`);
    if (word.id === 'h') return success(HELP);
    if (word.id === 'v') return success(`${VERSION}\n`);
    if (REFUSED.includes(word.id)) return failure(`nft: option -${word.id} is not modelled by chainwalk\n`, 2);
    takeOption(options, word.id, word.argument ?? '');
  }
  const [file] = options.files;
  if (file === undefined && words.length === 0) return failure('nft: no command specified\n');
  if (file === undefined)
    return runText(place, { name: '', text: words.join(' '), includedAt: undefined }, options, cwd);
  // Of a pipe the real program reads all as JSON, and finds nothing left for its own language.
  if (options.json && isStdin(file))
    return failure('nft: option -j with commands from standard input is not modelled by chainwalk\n', 2);
  const source = readSource(place, file, stdin, cwd);
  if (source === undefined)
    return failure(`internal:0:0-0: Error: Could not open file "${file}": No such file or directory\n\n\n`);
  return runText(place, source, options, cwd);
}

function optionComplaint(option: string, kind: string): string {
  return kind === 'missing'
    ? `option requires an argument -- '${option}'`
    : `invalid option -- '${option.replace(/^-+/, '')}'`;
}

function takeOption(options: NftOptions, id: string, argument: string): void {
  switch (id) {
    case 'f':
      options.files.push(argument);
      break;
    case 'D':
      options.definitions.push(argument);
      break;
    case 'I':
      options.includePaths.push(argument);
      break;
    case 'c':
      options.check = true;
      break;
    case 'j':
      options.json = true;
      break;
    case 'a':
      options.handles = true;
      break;
    case 's':
      options.stateless = true;
      break;
    case 't':
      options.terse = true;
      break;
    case 'n':
      options.numeric = true;
      options.numericPriority = true;
      break;
    case 'y':
      options.numericPriority = true;
      break;
  }
}

function readSource({ files }: MachinePlace, path: string, stdin: string, cwd: string): Source | undefined {
  if (isStdin(path)) return { name: '/dev/stdin', text: stdin, includedAt: undefined };
  const absolute = path.startsWith('/') ? path : `${cwd}/${path}`;
  const file = files.get(absolute);
  return file && { name: path, text: file.content, includedAt: undefined };
}

function isStdin(path: string): boolean {
  return path === '-' || path === '/dev/stdin';
}

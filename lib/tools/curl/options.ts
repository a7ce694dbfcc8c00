/** curl's command line. curl 7.88.1, src/tool_getparam.c. */
import type { IpVersion } from '../common/resolve';
import { MODELLED, REFUSED } from './optionNames';

/** A command line of curl as it was read. */
export interface CurlOptions {
  readonly urls: readonly string[];
  /** Where the k-th URL's body goes: a path, or standard output. */
  readonly outputs: readonly string[];
  readonly silent: boolean;
  readonly showError: boolean;
  readonly include: boolean;
  readonly head: boolean;
  readonly get: boolean;
  readonly verbose: boolean;
  readonly failOnError: 'no' | 'fail' | 'with-body';
  readonly failEarly: boolean;
  readonly location: boolean;
  readonly maximumRedirects: number;
  readonly http10: boolean;
  /** The version of IP that it is confined to. */
  readonly ipVersion: IpVersion;
  readonly pathAsIs: boolean;
  /** In seconds; `undefined`: no limit, or the default one. */
  readonly maximumTime: number | undefined;
  readonly connectTimeout: number | undefined;
  readonly method: string | undefined;
  readonly headers: readonly string[];
  readonly data: string | undefined;
  readonly userAgent: string;
  readonly referer: string | undefined;
  readonly writeOut: string | undefined;
  readonly version: boolean;
}

/** A command line that curl, or the simulation, does not take; printed after `curl: `. */
export interface OptionError {
  readonly message: string;
  /** Whether `try 'curl --help'` follows. */
  readonly hint: boolean;
}

interface Option {
  readonly letter: string;
  readonly name: string;
  readonly takesValue: boolean;
  readonly modelled: boolean;
}

const OPTIONS: readonly Option[] = [...optionsOf(MODELLED, true), ...optionsOf(REFUSED, false)];

function optionsOf(text: string, modelled: boolean): readonly Option[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [, letter = '', name = '', value] = /^(?:(.),)?([^=]+)(=)?$/.exec(word) ?? [];
      return { letter, name, takesValue: value !== undefined, modelled };
    });
}

type Draft = { -readonly [K in keyof CurlOptions]: CurlOptions[K] } & {
  urls: string[];
  outputs: string[];
  headers: string[];
};

/** Reads the words after `curl`. */
export function parseOptions(argv: readonly string[]): CurlOptions | OptionError {
  const draft: Draft = {
    urls: [],
    outputs: [],
    silent: false,
    showError: false,
    include: false,
    head: false,
    get: false,
    verbose: false,
    failOnError: 'no',
    failEarly: false,
    location: false,
    maximumRedirects: 50,
    http10: false,
    ipVersion: undefined,
    pathAsIs: false,
    maximumTime: undefined,
    connectTimeout: undefined,
    method: undefined,
    headers: [],
    data: undefined,
    userAgent: 'curl/7.88.1',
    referer: undefined,
    writeOut: undefined,
    version: false,
  };
  let noMoreOptions = false;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (noMoreOptions || !word.startsWith('-') || word === '-') {
      draft.urls.push(word);
      continue;
    }
    if (word === '--') {
      noMoreOptions = true;
      continue;
    }
    const taken = word.startsWith('--')
      ? takeLong(draft, word, argv[index + 1])
      : takeShort(draft, word, argv[index + 1]);
    if (typeof taken === 'object') return taken;
    index += taken;
  }
  return draft;
}

/** `--name` or `--no-name`; how many more words it took. */
function takeLong(draft: Draft, word: string, next: string | undefined): number | OptionError {
  const name = word.slice(2);
  const off = name.startsWith('no-') && !OPTIONS.some((option) => option.name === name);
  const option = findLong(off ? name.slice(3) : name);
  if (option === undefined) return problem(`option ${word}: is unknown`);
  if (option === 'ambiguous') return problem(`option ${word}: is ambiguous`);
  if (!option.modelled) return notModelled(`--${option.name}`);
  if (off && option.takesValue) return problem(`option ${word}: is unknown`);
  if (option.takesValue && next === undefined) return problem(`option ${word}: requires parameter`);
  return apply(draft, option, word, next ?? '', !off) ?? (option.takesValue ? 1 : 0);
}

/** Names may be cut short as long as they mean one option. */
function findLong(name: string): Option | 'ambiguous' | undefined {
  const exact = OPTIONS.find((option) => option.name === name);
  if (exact !== undefined) return exact;
  const beginning = OPTIONS.filter((option) => option.name.startsWith(name));
  return beginning.length > 1 ? 'ambiguous' : beginning[0];
}

/** `-sS`, `-m5`, `-m 5`; how many more words it took. */
function takeShort(draft: Draft, word: string, next: string | undefined): number | OptionError {
  for (let index = 1; index < word.length; index++) {
    const letter = word[index] as string;
    const option = OPTIONS.find((candidate) => candidate.letter === letter);
    if (option === undefined) return problem(`option ${word}: is unknown`);
    if (!option.modelled) return notModelled(`-${letter} (--${option.name})`);
    const attached = word.slice(index + 1);
    const value = option.takesValue && attached !== '' ? attached : next;
    if (option.takesValue && value === undefined) return problem(`option ${word}: requires parameter`);
    const error = apply(draft, option, word, value ?? '', true);
    if (error !== undefined) return error;
    if (option.takesValue) return attached === '' ? 1 : 0;
  }
  return 0;
}

function apply(draft: Draft, { name }: Option, word: string, value: string, on: boolean): OptionError | undefined {
  switch (name) {
    case 'silent':
      draft.silent = on;
      break;
    case 'show-error':
      draft.showError = on;
      break;
    case 'include':
      draft.include = on;
      break;
    case 'head':
      draft.head = on;
      break;
    case 'get':
      draft.get = on;
      break;
    case 'verbose':
      draft.verbose = on;
      break;
    case 'location':
      draft.location = on;
      break;
    case 'path-as-is':
      draft.pathAsIs = on;
      break;
    case 'fail-early':
      draft.failEarly = on;
      break;
    case 'fail':
      draft.failOnError = on ? 'fail' : 'no';
      break;
    case 'fail-with-body':
      draft.failOnError = on ? 'with-body' : 'no';
      break;
    case 'ipv4':
    case 'ipv6':
      draft.ipVersion = name === 'ipv4' ? 4 : 6;
      return undefined;
    case 'http1.0':
      draft.http10 = true;
      break;
    case 'version':
      draft.version = true;
      break;
    case 'url':
      draft.urls.push(value);
      break;
    case 'output':
      draft.outputs.push(value);
      break;
    case 'request':
      draft.method = value;
      break;
    case 'header':
      if (value.startsWith('@')) return notModelled(`a header file ("${value}")`);
      draft.headers.push(value);
      break;
    case 'user-agent':
      draft.userAgent = value;
      break;
    case 'referer':
      draft.referer = value;
      break;
    case 'write-out':
      draft.writeOut = value;
      break;
    case 'max-redirs':
      draft.maximumRedirects = Number.parseInt(value, 10);
      break;
    case 'data':
    case 'data-ascii':
    case 'data-binary':
    case 'data-raw':
      if (value.startsWith('@') && name !== 'data-raw') return notModelled(`data from a file ("${value}")`);
      draft.data = draft.data === undefined ? value : `${draft.data}&${value}`;
      break;
    case 'max-time':
    case 'connect-timeout': {
      const seconds = Number(value);
      if (value.trim() === '' || Number.isNaN(seconds))
        return problem(`option ${word}: expected a proper numerical parameter`);
      if (seconds < 0) return problem(`option ${word}: expected a positive numerical parameter`);
      if (name === 'max-time') draft.maximumTime = seconds === 0 ? undefined : seconds;
      else draft.connectTimeout = seconds === 0 ? undefined : seconds;
      break;
    }
  }
  return undefined;
}

function problem(message: string): OptionError {
  return { message, hint: true };
}

function notModelled(what: string): OptionError {
  return { message: `${what} is not modelled by chainwalk`, hint: false };
}

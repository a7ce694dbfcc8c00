/** curl's command line. curl 7.88.1, src/tool_getparam.c. */
import type { IpVersion } from '../common/resolve';
import type { FormPart } from './form';
import { MODELLED, REFUSED } from './optionNames';
import { takeOption } from './takeOption';

/** A command line of curl as it was read. Bytes are text of one character a byte. */
export interface CurlOptions {
  readonly urls: readonly string[];
  /** Where the k-th URL's body goes: a path, or standard output. */
  readonly outputs: readonly Output[];
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
  /** Statuses after which a POST stays one. */
  readonly postsAgain: ReadonlySet<number>;
  readonly http10: boolean;
  /** The version of IP that it is confined to. */
  readonly ipVersion: IpVersion;
  readonly pathAsIs: boolean;
  readonly requestTarget: string | undefined;
  /** In seconds; `undefined`: no limit, or the default one. */
  readonly maximumTime: number | undefined;
  readonly connectTimeout: number | undefined;
  readonly method: string | undefined;
  readonly headers: readonly string[];
  /** Bytes. */
  readonly data: string | undefined;
  /** The data is JSON, and so is what is accepted. */
  readonly json: boolean;
  /** Compressed answers are asked for. */
  readonly compressed: boolean;
  /** Bytes that every URL's query gets. */
  readonly query: string | undefined;
  readonly form: readonly FormPart[];
  /** Files for the URLs, in turn. */
  readonly uploads: readonly string[];
  readonly userAgent: string;
  readonly referer: string | undefined;
  readonly range: string | undefined;
  /** `NAME:PASSWORD` */
  readonly user: string | undefined;
  readonly writeOut: string | undefined;
  readonly dumpHeader: string | undefined;
  /** Cookies as they are sent. */
  readonly cookies: readonly string[];
  /** Files that cookies are read from; any makes curl keep those that come in. */
  readonly cookieFiles: readonly string[];
  readonly cookieJar: string | undefined;
  readonly junkSessionCookies: boolean;
  /** A device, a host or an address. */
  readonly interface: string | undefined;
  readonly localPorts: { readonly first: number; readonly count: number } | undefined;
  /** `HOST:PORT:ADDRESS`, as they were given. */
  readonly resolve: readonly string[];
  /** `HOST1:PORT1:HOST2:PORT2`, as they were given. */
  readonly connectTo: readonly string[];
  /** Empty: none, whatever the environment says. */
  readonly proxy: string | undefined;
  readonly noProxy: string | undefined;
  readonly retry: RetryOptions;
  readonly parallel: boolean;
  readonly version: boolean;
}

/** Where a body goes: to a path, or into a file that is called as the URL's is. */
export type Output = { readonly path: string } | 'remote-name';

/** When and how often curl tries again; times in seconds. */
export interface RetryOptions {
  readonly times: number;
  readonly delay: number;
  /** 0: no limit. */
  readonly maximumTime: number;
  readonly connectionRefused: boolean;
  readonly allErrors: boolean;
}

/** A command line that curl, or the simulation, does not take; printed after `curl: `. */
export interface OptionError {
  readonly message: string;
  /** Whether `try 'curl --help'` follows. */
  readonly hint: boolean;
}

/** The bytes of a file, or of standard input (`-`); `undefined` if there is none. */
export type ReadFile = (path: string) => string | undefined;

/** An option of the table. */
export interface Option {
  readonly letter: string;
  readonly name: string;
  readonly takesValue: boolean;
  readonly modelled: boolean;
}

/** Options while they are read. */
export type Draft = { -readonly [K in keyof CurlOptions]: Unsealed<CurlOptions[K]> };
type Unsealed<T> = T extends readonly (infer E)[]
  ? E[]
  : T extends RetryOptions
    ? { -readonly [K in keyof T]: T[K] }
    : T;

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

function emptyDraft(): Draft {
  return {
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
    postsAgain: new Set(),
    http10: false,
    ipVersion: undefined,
    pathAsIs: false,
    requestTarget: undefined,
    maximumTime: undefined,
    connectTimeout: undefined,
    method: undefined,
    headers: [],
    data: undefined,
    json: false,
    compressed: false,
    query: undefined,
    form: [],
    uploads: [],
    userAgent: 'curl/7.88.1',
    referer: undefined,
    range: undefined,
    user: undefined,
    writeOut: undefined,
    dumpHeader: undefined,
    cookies: [],
    cookieFiles: [],
    cookieJar: undefined,
    junkSessionCookies: false,
    interface: undefined,
    localPorts: undefined,
    resolve: [],
    connectTo: [],
    proxy: undefined,
    noProxy: undefined,
    retry: { times: 0, delay: 0, maximumTime: 0, connectionRefused: false, allErrors: false },
    parallel: false,
    version: false,
  };
}

/** Reads the words after `curl`; `readFile` gives what options take from files. */
export function parseOptions(argv: readonly string[], readFile: ReadFile): CurlOptions | OptionError {
  const draft = emptyDraft();
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
    const next = argv[index + 1];
    const taken = word.startsWith('--')
      ? takeLong(draft, word, next, readFile)
      : takeShort(draft, word, next, readFile);
    if (typeof taken === 'object') return taken;
    index += taken;
  }
  return draft;
}

/** `--name` or `--no-name`; how many more words it took. */
function takeLong(draft: Draft, word: string, next: string | undefined, readFile: ReadFile): number | OptionError {
  const name = word.slice(2);
  const off = name.startsWith('no-') && !OPTIONS.some((option) => option.name === name);
  const option = findLong(off ? name.slice(3) : name);
  if (option === undefined) return problem(`option ${word}: is unknown`);
  if (option === 'ambiguous') return problem(`option ${word}: is ambiguous`);
  if (!option.modelled) return notModelled(`--${option.name}`);
  if (off && option.takesValue) return problem(`option ${word}: is unknown`);
  if (option.takesValue && next === undefined) return problem(`option ${word}: requires parameter`);
  return takeOption(draft, option.name, word, next ?? '', !off, readFile) ?? (option.takesValue ? 1 : 0);
}

/** Names may be cut short as long as they mean one option. */
function findLong(name: string): Option | 'ambiguous' | undefined {
  const exact = OPTIONS.find((option) => option.name === name);
  if (exact !== undefined) return exact;
  const beginning = OPTIONS.filter((option) => option.name.startsWith(name));
  return beginning.length > 1 ? 'ambiguous' : beginning[0];
}

/** `-sS`, `-m5`, `-m 5`; how many more words it took. */
function takeShort(draft: Draft, word: string, next: string | undefined, readFile: ReadFile): number | OptionError {
  for (let index = 1; index < word.length; index++) {
    const letter = word[index] as string;
    const option = OPTIONS.find((candidate) => candidate.letter === letter);
    if (option === undefined) return problem(`option ${word}: is unknown`);
    if (!option.modelled) return notModelled(`-${letter} (--${option.name})`);
    const attached = word.slice(index + 1);
    const value = option.takesValue && attached !== '' ? attached : next;
    if (option.takesValue && value === undefined) return problem(`option ${word}: requires parameter`);
    const error = takeOption(draft, option.name, word, value ?? '', true, readFile);
    if (error !== undefined) return error;
    if (option.takesValue) return attached === '' ? 1 : 0;
  }
  return 0;
}

/** What curl says of an option that it does not understand. */
export function problem(message: string): OptionError {
  return { message, hint: true };
}

/** What the simulation says of an option that it has not. */
export function notModelled(what: string): OptionError {
  return { message: `${what} is not modelled by chainwalk`, hint: false };
}

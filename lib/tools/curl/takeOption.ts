/** What each option of curl changes. curl 7.88.1, src/tool_getparam.c (getparameter). */
import { decodeLatin1, encodeUtf8 } from '../../packet';
import { parseFormPart } from './form';
import { type Draft, notModelled, type OptionError, problem, type ReadFile } from './options';
import { joinData, readData, urlEncoded } from './postData';

type Take = (draft: Draft, value: string, on: boolean, context: Context) => OptionError | undefined;

interface Context {
  /** The option as it was typed. */
  readonly word: string;
  readonly readFile: ReadFile;
}

/** Changes the options as one of them asks; an error if its value is none. */
export function takeOption(
  draft: Draft,
  name: string,
  word: string,
  value: string,
  on: boolean,
  readFile: ReadFile,
): OptionError | undefined {
  return TAKERS[name]?.(draft, value, on, { word, readFile }) ?? undefined;
}

/** By name; an option that is not here changes nothing that can be seen. */
const TAKERS: Readonly<Record<string, Take>> = {
  ...switches({
    silent: (draft, on) => (draft.silent = on),
    'show-error': (draft, on) => (draft.showError = on),
    include: (draft, on) => (draft.include = on),
    head: (draft, on) => (draft.head = on),
    get: (draft, on) => (draft.get = on),
    verbose: (draft, on) => (draft.verbose = on),
    location: (draft, on) => (draft.location = on),
    'path-as-is': (draft, on) => (draft.pathAsIs = on),
    'fail-early': (draft, on) => (draft.failEarly = on),
    ipv4: (draft) => (draft.ipVersion = 4),
    ipv6: (draft) => (draft.ipVersion = 6),
    'http1.0': (draft) => (draft.http10 = true),
    compressed: (draft, on) => (draft.compressed = on),
    version: (draft) => (draft.version = true),
    parallel: (draft, on) => (draft.parallel = on),
    'junk-session-cookies': (draft, on) => (draft.junkSessionCookies = on),
    'retry-connrefused': (draft, on) => (draft.retry.connectionRefused = on),
    'retry-all-errors': (draft, on) => (draft.retry.allErrors = on),
    'remote-name': (draft, on) => on && draft.outputs.push('remote-name'),
    post301: (draft, on) => postAgain(draft, 301, on),
    post302: (draft, on) => postAgain(draft, 302, on),
    post303: (draft, on) => postAgain(draft, 303, on),
  }),
  ...texts({
    url: (draft, value) => draft.urls.push(value),
    output: (draft, path) => draft.outputs.push({ path }),
    request: (draft, value) => (draft.method = value),
    'request-target': (draft, value) => (draft.requestTarget = value),
    'user-agent': (draft, value) => (draft.userAgent = value),
    referer: (draft, value) => (draft.referer = value),
    user: (draft, value) => (draft.user = value),
    'write-out': (draft, value) => (draft.writeOut = value),
    'dump-header': (draft, value) => (draft.dumpHeader = value),
    'cookie-jar': (draft, value) => (draft.cookieJar = value),
    // What has no name is a file's name.
    cookie: (draft, value) => (value.includes('=') ? draft.cookies : draft.cookieFiles).push(value),
    'upload-file': (draft, value) => draft.uploads.push(value),
    interface: (draft, value) => (draft.interface = value === '' ? undefined : value),
    resolve: (draft, value) => draft.resolve.push(value),
    'connect-to': (draft, value) => draft.connectTo.push(value),
    proxy: (draft, value) => (draft.proxy = value),
    noproxy: (draft, value) => (draft.noProxy = value),
    'max-redirs': (draft, value) => (draft.maximumRedirects = Number.parseInt(value, 10)),
  }),
  fail: (draft, _value, on, { word }) => fail(draft, on, 'fail', word),
  'fail-with-body': (draft, _value, on, { word }) => fail(draft, on, 'with-body', word),
  header: (draft, value, _on, { readFile }) => {
    if (!value.startsWith('@')) draft.headers.push(value);
    else draft.headers.push(...(readFile(value.slice(1)) ?? '').split(/\r?\n/).filter((line) => line !== ''));
    return undefined;
  },
  data: (draft, value, _on, { readFile }) => add(draft, readData(value, readFile, 'text')),
  'data-ascii': (draft, value, _on, { readFile }) => add(draft, readData(value, readFile, 'text')),
  'data-binary': (draft, value, _on, { readFile }) => add(draft, readData(value, readFile, 'bytes')),
  'data-raw': (draft, value) => add(draft, bytesOf(value)),
  'data-urlencode': (draft, value, _on, { readFile }) => add(draft, urlEncoded(value, readFile)),
  json: (draft, value, _on, { readFile }) => {
    const data = readData(value, readFile, 'bytes');
    draft.data = draft.json ? `${draft.data ?? ''}${data}` : joinData(draft.data, data);
    draft.json = true;
    return undefined;
  },
  'url-query': (draft, value, _on, { readFile }) => {
    const query = value.startsWith('+') ? bytesOf(value.slice(1)) : urlEncoded(value, readFile);
    draft.query = joinData(draft.query, query);
    return undefined;
  },
  form: (draft, value, _on, { word }) => addPart(draft, value, false, word),
  'form-string': (draft, value, _on, { word }) => addPart(draft, value, true, word),
  range: (draft, value) => {
    // A single number is where to begin.
    draft.range = /^\d+$/.test(value) ? `${value}-` : value;
    return undefined;
  },
  'local-port': (draft, value, _on, { word }) => {
    const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === '' || from > 65_535 || to > 65_535 || to < from) return problem(`option ${word}: is badly used here`);
    draft.localPorts = from === 0 ? undefined : { first: from, count: to - from + 1 };
    return undefined;
  },
  'max-time': (draft, value, _on, { word }) =>
    ofSeconds(value, word, (seconds) => (draft.maximumTime = seconds === 0 ? undefined : seconds)),
  'connect-timeout': (draft, value, _on, { word }) =>
    ofSeconds(value, word, (seconds) => (draft.connectTimeout = seconds === 0 ? undefined : seconds)),
  retry: (draft, value, _on, { word }) => ofNumber(value, word, (times) => (draft.retry.times = times)),
  'retry-delay': (draft, value, _on, { word }) => ofNumber(value, word, (seconds) => (draft.retry.delay = seconds)),
  'retry-max-time': (draft, value, _on, { word }) =>
    ofNumber(value, word, (seconds) => (draft.retry.maximumTime = seconds)),
};

function switches(table: Readonly<Record<string, (draft: Draft, on: boolean) => void>>): Record<string, Take> {
  return Object.fromEntries(
    Object.entries(table).map(([name, set]): [string, Take] => [name, (draft, _value, on) => void set(draft, on)]),
  );
}

function texts(table: Readonly<Record<string, (draft: Draft, value: string) => void>>): Record<string, Take> {
  return Object.fromEntries(
    Object.entries(table).map(([name, set]): [string, Take] => [name, (draft, value) => void set(draft, value)]),
  );
}

function postAgain(draft: Draft, status: number, on: boolean): void {
  draft.postsAgain = new Set(
    on ? [...draft.postsAgain, status] : [...draft.postsAgain].filter((one) => one !== status),
  );
}

function fail(draft: Draft, on: boolean, how: 'fail' | 'with-body', word: string): OptionError | undefined {
  if (on && draft.failOnError !== 'no' && draft.failOnError !== how)
    return problem(`option ${word}: is badly used here`);
  draft.failOnError = on ? how : 'no';
  return undefined;
}

function add(draft: Draft, data: string): undefined {
  draft.data = joinData(draft.data, data);
}

function addPart(draft: Draft, value: string, isLiteral: boolean, word: string): OptionError | undefined {
  const part = parseFormPart(value, isLiteral);
  if (part === undefined) return problem(`option ${word}: is badly used here`);
  if (typeof part === 'string') return notModelled(`${word} ${part}`);
  draft.form.push(part);
  return undefined;
}

function ofSeconds(value: string, word: string, set: (seconds: number) => void): OptionError | undefined {
  const seconds = Number(value);
  if (value.trim() === '' || Number.isNaN(seconds))
    return problem(`option ${word}: expected a proper numerical parameter`);
  if (seconds < 0) return problem(`option ${word}: expected a positive numerical parameter`);
  set(seconds);
  return undefined;
}

/** A whole number. */
function ofNumber(value: string, word: string, set: (number: number) => void): OptionError | undefined {
  if (!/^\s*[+-]?\d+$/.test(value)) return problem(`option ${word}: expected a proper numerical parameter`);
  return ofSeconds(value, word, set);
}

function bytesOf(text: string): string {
  return decodeLatin1(encodeUtf8(text));
}

/** curl's command line. curl 7.88.1, src/tool_getparam.c. */
import { type CurlOptions, type Draft, notModelled, type Option, type OptionError, problem } from './curlOptions';
import { MODELLED, REFUSED } from './optionNames';
import type { ReadFile } from './readFile';
import { takeOption } from './takeOption';

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

/** The command line of `dig`. bind 9.18: bin/dig/dig.c (parse_args, plus_option). */

import { parseIpv4 } from '../../packet';
import { DNS_TYPES, reverseName } from '../../packet/dns';
import { refuse, ToolError } from '../common/toolError';
import { typeNumber } from './records';

/** What of an answer is shown, and how a question is asked. */
export interface DigOptions {
  short: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  additional: boolean;
  comments: boolean;
  stats: boolean;
  command: boolean;
  ttl: boolean;
  showsQuery: boolean;
  tcp: boolean;
  recurse: boolean;
  ad: boolean;
  edns: boolean;
  cookie: boolean;
  dnssec: boolean;
  search: boolean;
  /** In seconds. */
  time: number;
  tries: number;
  port: number;
  /** As they were written; without any those of /etc/resolv.conf. */
  servers: readonly string[];
}

/** A question of a command line. */
export interface Lookup {
  readonly name: string;
  type: number;
  readonly options: DigOptions;
  /** What the banner says of all questions. */
  readonly globalServers: number;
  readonly globalShort: boolean;
}

const USUAL: DigOptions = {
  ...{ short: false, question: true, answer: true, authority: true, additional: true, comments: true, stats: true },
  ...{ command: true, ttl: true, showsQuery: false, tcp: false, recurse: true, ad: true, edns: true, cookie: true },
  ...{ dnssec: false, search: false, time: 5, tries: 3, port: 53, servers: [] },
};

type Switch = { [Key in keyof DigOptions]: DigOptions[Key] extends boolean ? Key : never }[keyof DigOptions];

const SWITCHES: Readonly<Record<string, Switch>> = {
  ...{ short: 'short', question: 'question', answer: 'answer', authority: 'authority', additional: 'additional' },
  ...{ comments: 'comments', stats: 'stats', cmd: 'command', ttlid: 'ttl', ttl: 'ttl', qr: 'showsQuery', tcp: 'tcp' },
  ...{
    vc: 'tcp',
    recurse: 'recurse',
    rdflag: 'recurse',
    adflag: 'ad',
    edns: 'edns',
    cookie: 'cookie',
    search: 'search',
  },
  ...{ dnssec: 'dnssec', do: 'dnssec', defname: 'search' },
};
/** Those that `+all` switches. */
const SHOWN = ['question', 'answer', 'authority', 'additional', 'comments', 'stats', 'command'] as const;

const REFUSED = new Set(
  'aaflag aaonly badcookie besteffort bufsize cdflag class crypto dns64prefix domain dscp ednsflags ednsnegotiation ednsopt expandaaaa expire fail header-only https https-get https-post http-plain idnin idnout identify ignore keepalive keepopen mapped multiline ndots nsid nssearch onesoa opcode padding qid raflag rrcomments showsearch split subnet svcparamkeycompat tcflag tls tls-ca trace trusted-key unexpected unknownformat yaml zflag'.split(
    ' ',
  ),
);

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]
`;

/** What is said of an option that there is not. */
export class DigUsageError extends ToolError {
  constructor(option: string) {
    super(`Invalid option: ${option}\n${USAGE}\nUse "dig -h" (or "dig -h | more") for complete list of options\n`);
    this.name = 'DigUsageError';
  }
}

/** Its questions; words before the first name are for all of them. `warn` is told of what is ignored. */
export function readDig(argv: readonly string[], warn: (text: string) => void): readonly Lookup[] {
  const common: DigOptions = { ...USUAL };
  let commonType: number | undefined;
  const lookups: Lookup[] = [];
  const words = [...argv];
  const current = () => lookups.at(-1)?.options ?? common;
  const add = (name: string, type = commonType ?? DNS_TYPES.A) => {
    const globalServers = lookups[0]?.globalServers ?? common.servers.length;
    const globalShort = lookups[0]?.globalShort ?? common.short;
    lookups.push({ name, type, options: { ...common }, globalServers, globalShort });
  };
  const setType = (text: string) => {
    const type = typeNumber(text);
    if (type === undefined) return warn(`;; Warning, ignoring invalid type ${text}\n`);
    const last = lookups.at(-1);
    if (last === undefined) commonType = type;
    else last.type = type;
  };
  const setters: Readonly<Record<string, (value: string) => void>> = {
    p: (value) => {
      if (!/^\d+$/.test(value) || Number(value) > 65_535)
        throw new ToolError(`;; Couldn't parse port number '${value}'\n`);
      current().port = Number(value);
    },
    q: (value) => add(value),
    t: setType,
    x: (value) => {
      const address = parseIpv4(value);
      if (address === undefined) throw refuse('dig', `-x with "${value}", which is no IPv4 address,`);
      add(reverseName(address), DNS_TYPES.PTR);
    },
    c: (value) => {
      if (value.toUpperCase() !== 'IN') throw refuse('dig', `the class ${value}`);
    },
  };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith('@')) current().servers = [...current().servers, word.slice(1)];
    else if (word.startsWith('+')) plus(current(), word);
    else if (/^-./.test(word)) dash(word, words, setters);
    else if (typeNumber(word) !== undefined) setType(word);
    else if (word.toUpperCase() !== 'IN') add(word);
  }
  if (lookups.length === 0) add('.', commonType ?? DNS_TYPES.NS);
  return lookups;
}

function dash(word: string, words: string[], setters: Readonly<Record<string, (value: string) => void>>): void {
  const letter = word.slice(1, 2);
  if (word === '-4' || word === '-u') return;
  if ('6bfkyimr'.includes(letter)) throw refuse('dig', `option "-${letter}"`);
  const set = setters[letter];
  if (set === undefined) throw new DigUsageError(word);
  const value = word.length > 2 ? word.slice(2) : words.shift();
  if (value === undefined) throw new DigUsageError(word);
  set(value);
}

function plus(options: DigOptions, word: string): void {
  const [, name = '', value] = /^\+([^=]*)(?:=(.*))?$/.exec(word) ?? [];
  const number = () => {
    if (value === undefined || !/^\d+$/.test(value)) throw new DigUsageError(word);
    return Number(value);
  };
  if (name === 'time' || name === 'timeout') options.time = Math.max(1, number());
  else if (name === 'tries') options.tries = Math.max(1, number());
  else if (name === 'retry') options.tries = number() + 1;
  else {
    const isOff = name.startsWith('no');
    const bare = isOff ? name.slice(2) : name;
    const found = bare === 'all' ? 'all' : findSwitch(bare);
    if (found === undefined) {
      if (REFUSED.has(bare)) throw refuse('dig', `option "${word}"`);
      throw new DigUsageError(word);
    }
    if (value !== undefined) throw refuse('dig', `option "${word}"`);
    for (const key of found === 'all' ? SHOWN : [found]) options[key] = !isOff;
  }
}

/** Options may be cut short as long as they are one's own. */
function findSwitch(name: string): Switch | undefined {
  if (Object.hasOwn(SWITCHES, name)) return SWITCHES[name];
  const meant = new Set(
    Object.keys(SWITCHES)
      .filter((one) => name.length >= 3 && one.startsWith(name))
      .map((one) => SWITCHES[one]),
  );
  return meant.size === 1 && !REFUSED.has(name) ? [...meant][0] : undefined;
}

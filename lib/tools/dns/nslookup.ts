/** `nslookup` of bind 9.18, one question at a time; the prompt that it has without words is not modelled. bind 9.18: bin/dig/nslookup.c. */
import type { Process, Program, Thread, Wait } from '../../machine';
import { SECOND } from '../../network';
import { formatIp, type IpAddress, parseIp } from '../../packet';
import { DNS_CODES, DNS_PORT, DNS_TYPES, type DnsRecord, reverseName } from '../../packet/dns';
import { failProcess } from '../common/command';
import { readResolverSettings } from '../common/nameServers';
import { askServers, endOf, type Manner, NO_SERVERS, questionOf, type Reply, serversNamed, usualServers } from './ask';
import { codeName, dataText, typeName, typeNumber } from './records';
import { namesToAsk } from './search';

const TRIES = 3;
const PATIENCE = 5;

interface Settings {
  type: number | undefined;
  tries: number;
  /** In seconds. */
  patience: number;
  port: number;
  tcp: boolean;
}

/** `nslookup [-type=TYPE] [-timeout=SECONDS] [-retry=TRIES] [-port=PORT] [-vc] NAME [SERVER]` */
export const nslookup: Program = function* nslookup(process: Process): Thread {
  const settings: Settings = { type: undefined, tries: TRIES, patience: PATIENCE, port: DNS_PORT, tcp: false };
  const words: string[] = [];
  for (const word of process.argv.slice(1)) {
    if (!/^-./.test(word)) words.push(word);
    else if (!readSetting(settings, word))
      return failProcess(process, `nslookup: option "${word}" is not modelled by chainwalk\n`, 2);
  }
  const [name, server] = words;
  if (name === undefined) return failProcess(process, 'nslookup: its own prompt is not modelled by chainwalk\n', 2);
  const servers = yield* findServers(process, server);
  if (servers.length === 0) return failProcess(process, `nslookup: couldn't get address for '${server}': failure\n`);
  const { port, tries, tcp } = settings;
  const manner: Manner = { servers, port, tries, patience: settings.patience * SECOND, tcp };
  const address = parseIp(name);
  if (typeof address === 'number' && (settings.type === undefined || settings.type === DNS_TYPES.PTR))
    return yield* tellName(process, reverseName(address), manner);
  const types = settings.type === undefined ? [DNS_TYPES.A, DNS_TYPES.AAAA] : [settings.type];
  return yield* tellRecords(process, name, types, manner);
};

function* findServers(process: Process, word: string | undefined): Generator<Wait, readonly IpAddress[], void> {
  return word === undefined ? usualServers(readResolverSettings(process).servers) : yield* serversNamed(process, word);
}

function readSetting(settings: Settings, word: string): boolean {
  const [, key = '', value = ''] = /^-([a-z]+)(?:=(.*))?$/.exec(word) ?? [];
  const number = Number(value);
  if (/^(?:ty|type|q|qu|query|querytype)$/.test(key)) {
    settings.type = typeNumber(value);
    return settings.type !== undefined;
  }
  if (key === 'vc') settings.tcp = true;
  else if (!/^\d+$/.test(value)) return key === 'class' && value.toLowerCase() === 'in';
  else if (key === 'timeout') settings.patience = number;
  else if (key === 'retry') settings.tries = Math.max(1, number);
  else if (key === 'port') settings.port = number;
  else return false;
  return true;
}

function* ask(process: Process, name: string, type: number, manner: Manner): Generator<Wait, Reply | undefined, void> {
  const query = questionOf(process, name, type, { edns: false, ad: false });
  const reply = yield* askServers(process, query, manner);
  if (reply === undefined) process.stdout += `${NO_SERVERS}\n`;
  return reply;
}

function* tellName(process: Process, name: string, manner: Manner): Thread {
  const reply = yield* ask(process, name, DNS_TYPES.PTR, manner);
  if (reply === undefined) return 1;
  const { message } = reply;
  if (message.code !== DNS_CODES.NOERROR) return cannotFind(process, name, message.code);
  process.stdout += `${message.answers.map(recordText).join('')}\nAuthoritative answers can be found from:\n\n`;
  return 0;
}

function* tellRecords(process: Process, typed: string, types: readonly number[], manner: Manner): Thread {
  const names = namesToAsk(process, typed);
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    let found = 0;
    for (const [at, type] of types.entries()) {
      const reply = yield* ask(process, name, type, manner);
      if (reply === undefined) return 1;
      const { message, server } = reply;
      if (message.code === DNS_CODES.NXDOMAIN && !isLast) break;
      if (at === 0) process.stdout += `Server:\t\t${formatIp(server)}\nAddress:\t${endOf(server, manner.port)}\n\n`;
      if (message.code !== DNS_CODES.NOERROR) return cannotFind(process, typed, message.code);
      if (at === 0 && !message.authoritative) process.stdout += 'Non-authoritative answer:\n';
      found += message.answers.length;
      process.stdout += message.answers.map(recordText).join('');
      if (at === types.length - 1) {
        process.stdout += found === 0 ? `*** Can't find ${typed}: No answer\n\n` : '\n';
        return 0;
      }
    }
  }
  return 1;
}

function cannotFind(process: Process, name: string, code: number): number {
  process.stdout += `** server can't find ${name}: ${codeName(code)}\n\n`;
  return 1;
}

function recordText(record: DnsRecord): string {
  const { name, type, data } = record;
  switch (type) {
    case DNS_TYPES.A:
    case DNS_TYPES.AAAA:
      return typeof data === 'number' || typeof data === 'bigint' ? `Name:\t${name}\nAddress: ${formatIp(data)}\n` : '';
    case DNS_TYPES.CNAME:
      return `${name}\tcanonical name = ${dataText(record)}\n`;
    case DNS_TYPES.PTR:
      return `${name}\tname = ${dataText(record)}\n`;
    case DNS_TYPES.NS:
      return `${name}\tnameserver = ${dataText(record)}\n`;
    case DNS_TYPES.TXT:
      return `${name}\ttext = ${dataText(record)}\n`;
    default:
      return `${name}\trdata_${typeName(type)} = ${dataText(record)}\n`;
  }
}

/** `dig`: what a name server answers, with all that it says. bind 9.18: bin/dig/dig.c (received, printmessage). */
import type { Process, Program, Thread, Wait } from '../../machine';
import { SECOND } from '../../network';
import { formatIp, type IpAddress } from '../../packet';
import { DNS_TYPES, type DnsMessage, type DnsRecord, encodeDns } from '../../packet/dns';
import { clockTime, DAYS, MONTHS, padToTwo } from '../common/calendar';
import { failProcess } from '../common/command';
import { readResolverSettings } from '../common/nameServers';
import { localDate, timeZone } from '../common/timeZone';
import { ToolError } from '../common/toolError';
import { askServers, endOf, NO_SERVERS, questionOf, type Reply, serversNamed, usualServers } from './ask';
import { type DigOptions, type Lookup, readDig } from './digOptions';
import { dataText, headerLines, optLines, questionLine, recordLine } from './records';

const VERSION = 'DiG 9.18.49-1~deb12u3-Debian';
/** Exit code of questions that nobody answered. */
const NO_REPLY = 9;

/** `dig [@SERVER] [-x ADDRESS | NAME] [TYPE] [+OPTION…]`, and more questions of the kind. */
export const dig: Program = function* dig(process: Process): Thread {
  const argv = process.argv.slice(1);
  if (argv[0] === '-v') return say(process, `${VERSION}\n`);
  if (argv[0] === '-h') return failProcess(process, 'dig: option "-h" is not modelled by chainwalk\n', 2);
  try {
    const lookups = readDig(argv, (text) => {
      process.stderr += text;
    });
    let exitCode = 0;
    for (const [index, lookup] of lookups.entries()) {
      const banner = index === 0 ? bannerOf(argv, lookup) : '';
      exitCode = Math.max(exitCode, yield* answerLookup(process, lookup, banner));
    }
    return exitCode;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return failProcess(process, error.stderr, error.exitCode);
  }
};

function say(process: Process, text: string): number {
  process.stderr += text;
  return 0;
}

/** What comes before the first answer. dig.c: printgreeting. */
function bannerOf(argv: readonly string[], { globalServers, globalShort }: Lookup): string {
  const found = globalServers === 0 ? '' : `; (${globalServers} server${globalServers === 1 ? '' : 's'} found)\n`;
  const given = argv.map((word) => ` ${word}`).join('');
  return `\n; <<>> ${VERSION} <<>>${given}\n${found};; global options:${globalShort ? ' +short' : ''} +cmd\n`;
}

function* answerLookup(
  process: Process,
  { name, type, options }: Lookup,
  banner: string,
): Generator<Wait, number, void> {
  const servers = yield* findServers(process, options);
  const { port, tries, time, tcp } = options;
  const manner = { servers, port, tries, patience: time * SECOND, tcp };
  const query = questionOf(process, name, type, options);
  const asked = options.dnssec ? withDnssec(query) : query;
  const greeting = options.command ? banner : '';
  const shownQuery = options.showsQuery ? `;; Sending:\n${messageText(asked, options)}${querySize(asked)}` : '';
  if (shownQuery !== '') process.stdout += `${greeting}${shownQuery}`;
  const reply = yield* askServers(process, asked, manner);
  if (reply === undefined) {
    if (!tcp) process.stdout += `${shownQuery === '' ? greeting : ''}${NO_SERVERS}`;
    return NO_REPLY;
  }
  if (options.short) process.stdout += reply.message.answers.map((record) => `${dataText(record)}\n`).join('');
  else process.stdout += `${shownQuery === '' ? greeting : ''}${replyText(process, reply, options)}`;
  return 0;
}

function* findServers(process: Process, { servers }: DigOptions): Generator<Wait, readonly IpAddress[], void> {
  if (servers.length === 0) return usualServers(readResolverSettings(process).servers);
  const found: IpAddress[] = [];
  for (const word of servers) {
    const addresses = yield* serversNamed(process, word);
    if (addresses.length === 0) throw new ToolError(`dig: couldn't get address for '${word}': failure\n`);
    found.push(...addresses);
  }
  return found;
}

/** DO stands in what is the time to live of other records (RFC 3225). */
function withDnssec(query: DnsMessage): DnsMessage {
  return { ...query, additionals: query.additionals.map((record) => ({ ...record, ttl: 0x8000 })) };
}

function querySize(query: DnsMessage): string {
  return `;; QUERY SIZE: ${encodeDns(query).length}\n\n`;
}

function replyText(process: Process, reply: Reply, options: DigOptions): string {
  const { message, server, took, size, tcp } = reply;
  const text = `${options.comments ? ';; Got answer:\n' : ''}${messageText(message, options)}`;
  if (!options.stats) return text;
  const where = `${endOf(server, options.port)}(${formatIp(server)}) (${tcp ? 'TCP' : 'UDP'})`;
  return `${text};; Query time: ${Math.floor(took / 1000)} msec\n;; SERVER: ${where}\n;; WHEN: ${when(process)}\n;; MSG SIZE  rcvd: ${size}\n\n`;
}

function messageText(message: DnsMessage, options: DigOptions): string {
  const { comments, ttl } = options;
  const opt = message.additionals.find(({ type }) => type === DNS_TYPES.OPT);
  const others = message.additionals.filter((record) => record !== opt);
  const section = (title: string, lines: readonly string[], shown: boolean) => {
    if (!shown || lines.length === 0) return '';
    const all = lines.map((line) => `${line}\n`).join('');
    return comments ? `;; ${title} SECTION:\n${all}\n` : all;
  };
  const recursion =
    message.response && message.recursionDesired && !message.recursionAvailable
      ? ';; WARNING: recursion requested but not available\n'
      : '';
  const records = (list: readonly DnsRecord[]) => list.map((record) => recordLine(record, ttl));
  return [
    comments ? `${headerLines(message)}${recursion}\n` : '',
    comments && opt !== undefined ? optLines(opt) : '',
    section('QUESTION', message.questions.map(questionLine), options.question),
    section('ANSWER', records(message.answers), options.answer),
    section('AUTHORITY', records(message.authorities), options.authority),
    section('ADDITIONAL', records(others), options.additional),
  ].join('');
}

/** `Mon Nov 30 20:53:08 UTC 2026` */
function when({ place, environment }: Process): string {
  const time = place.machine.date().getTime();
  const zone = timeZone(environment.TZ);
  const date = localDate(time, zone);
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${padToTwo(date.getUTCDate())}`;
  return `${day} ${clockTime(date)} ${zone.lettersAt(time)} ${date.getUTCFullYear()}`;
}

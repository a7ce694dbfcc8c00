/** `host` of bind 9.18: addresses of a name, or the name of an address. bind 9.18: bin/dig/host.c. */
import type { Process, Program, Thread, Wait } from '../../machine';
import { SECOND } from '../../network';
import { formatIp, type IpAddress, parseIp } from '../../packet';
import { DNS_CODES, DNS_PORT, DNS_TYPES, type DnsRecord, reverseName } from '../../packet/dns';
import { failProcess } from '../common/command';
import { readLetters } from '../common/letters';
import { readResolverSettings } from '../common/nameServers';
import { askServers, endOf, type Manner, NO_SERVERS, questionOf, type Reply, serversNamed, usualServers } from './ask';
import { codeName, dataText, headerLines, questionLine, recordLine, typeName, typeNumber } from './records';
import { namesToAsk } from './search';

const LETTERS = 'aACdilrsTUvVwt:c:N:R:W:m:p:46';
const REFUSED = 'aACilwcNm6';
const TRIES = 2;
const PATIENCE = 5;
/** What is asked for where no type is. */
const USUAL_TYPES = [DNS_TYPES.A, DNS_TYPES.AAAA, DNS_TYPES.MX];
const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
       -a is equivalent to -v -t ANY
       -A is like -a but omits RRSIG, NSEC, NSEC3
       -c specifies query class for non-IN data
       -C compares SOA records on authoritative nameservers
       -d is equivalent to -v
       -l lists all hosts in a domain, using AXFR
       -m set memory debugging flag (trace|record|usage)
       -N changes the number of dots allowed before root lookup is done
       -p specifies the port on the server to query
       -r disables recursive processing
       -R specifies number of retries for UDP packets
       -s a SERVFAIL response should stop query
       -t specifies the query type
       -T enables TCP/IP mode
       -U enables UDP mode
       -v enables verbose output
       -V print version number and exit
       -w specifies to wait forever for a reply
       -W specifies how long to wait for a reply
       -4 use IPv4 query transport only
       -6 use IPv6 query transport only
`;

/** `host [-t TYPE] [-v] [-T] [-W SECONDS] [-R TRIES] [-p PORT] NAME [SERVER]` */
export const host: Program = function* host(process: Process): Thread {
  const { given, words, wrong } = readLetters(process.argv.slice(1), LETTERS);
  if (given.has('V')) {
    process.stderr += 'host 9.18.49-1~deb12u3-Debian\n';
    return 0;
  }
  const [name, server] = words;
  if (wrong?.kind === 'unknown') return failProcess(process, `host: illegal option -- ${wrong.letter}\n${USAGE}`);
  if (wrong !== undefined || name === undefined || words.length > 2) return failProcess(process, USAGE);
  const refused = [...REFUSED].find((letter) => given.has(letter));
  if (refused !== undefined)
    return failProcess(process, `host: option "-${refused}" is not modelled by chainwalk\n`, 2);
  const asked = given.get('t');
  const type = asked === undefined ? undefined : typeNumber(asked);
  if (asked !== undefined && type === undefined) return failProcess(process, `host: invalid type: ${asked}\n\n`, 2);
  const servers = yield* findServers(process, server);
  if (servers.length === 0) return failProcess(process, `host: couldn't get address for '${server}': failure\n`);
  const manner: Manner = {
    servers,
    port: Number(given.get('p') ?? DNS_PORT),
    tries: given.has('R') ? Math.max(1, Number(given.get('R'))) : TRIES,
    patience: Number(given.get('W') ?? PATIENCE) * SECOND,
    tcp: given.has('T'),
  };
  const told = { server, isIntroduced: false, verbose: given.has('v') || given.has('d'), recurse: !given.has('r') };
  const address = parseIp(name);
  const isReverse = typeof address === 'number' && (type === undefined || type === DNS_TYPES.PTR);
  if (isReverse) return yield* tell(process, reverseName(address), [DNS_TYPES.PTR], manner, told);
  return yield* tell(process, name, type === undefined ? USUAL_TYPES : [type], manner, told, type !== undefined);
};

interface Telling {
  readonly server: string | undefined;
  isIntroduced: boolean;
  readonly verbose: boolean;
  readonly recurse: boolean;
}

function* findServers(process: Process, word: string | undefined): Generator<Wait, readonly IpAddress[], void> {
  return word === undefined ? usualServers(readResolverSettings(process).servers) : yield* serversNamed(process, word);
}

/** Asks for each type in turn, the first of them under all names that may be meant. */
function* tell(
  process: Process,
  typed: string,
  [first = DNS_TYPES.A, ...more]: readonly number[],
  manner: Manner,
  told: Telling,
  saysMissing = false,
): Thread {
  const names = first === DNS_TYPES.PTR && typed.endsWith('.in-addr.arpa') ? [typed] : namesToAsk(process, typed);
  for (const [index, name] of names.entries()) {
    const reply = yield* ask(process, name, first, manner, told);
    if (reply === undefined) return 1;
    const isLast = index === names.length - 1;
    if (reply.message.code === DNS_CODES.NXDOMAIN && !isLast) continue;
    introduce(process, told, reply, manner);
    if (reply.message.code !== DNS_CODES.NOERROR) {
      process.stdout += `Host ${typed} not found: ${reply.message.code}(${codeName(reply.message.code)})\n`;
      return 1;
    }
    show(process, name, first, reply, told, saysMissing || first === DNS_TYPES.PTR, manner.port);
    for (const type of more) {
      const next = yield* ask(process, name, type, manner, told);
      if (next === undefined) return 1;
      if (next.message.code === DNS_CODES.NOERROR) show(process, name, type, next, told, false, manner.port);
    }
    return 0;
  }
  return 1;
}

function* ask(
  process: Process,
  name: string,
  type: number,
  manner: Manner,
  { verbose, recurse }: Telling,
): Generator<Wait, Reply | undefined, void> {
  if (verbose) process.stdout += `Trying "${name}"\n`;
  const query = questionOf(process, name, type, { edns: false, ad: false, recurse });
  const reply = yield* askServers(process, query, manner);
  if (reply === undefined) process.stdout += NO_SERVERS;
  return reply;
}

function introduce(process: Process, told: Telling, { server }: Reply, { port }: Manner): void {
  if (told.server === undefined || told.isIntroduced) return;
  told.isIntroduced = true;
  process.stdout += `Using domain server:\nName: ${told.server}\nAddress: ${endOf(server, port)}\nAliases: \n\n`;
}

function show(
  process: Process,
  name: string,
  type: number,
  reply: Reply,
  { verbose }: Telling,
  saysMissing: boolean,
  port: number,
): void {
  const { message, server, size, took } = reply;
  if (verbose) {
    const lines = (title: string, all: readonly string[]) =>
      all.length === 0 ? '' : `;; ${title} SECTION:\n${all.map((line) => `${line}\n`).join('')}\n`;
    const sections = [
      lines('QUESTION', message.questions.map(questionLine)),
      lines(
        'ANSWER',
        message.answers.map((record) => recordLine(record)),
      ),
    ];
    process.stdout += `${headerLines(message)}\n${sections.join('')}Received ${size} bytes from ${endOf(server, port)} in ${Math.floor(took / 1000)} ms\n`;
    return;
  }
  process.stdout += message.answers.map((record) => sentence(record)).join('');
  if (message.answers.length === 0 && saysMissing) process.stdout += `${name} has no ${typeName(type)} record\n`;
}

function sentence(record: DnsRecord): string {
  const { name, type, data } = record;
  const bare = name.replace(/\.$/, '');
  switch (type) {
    case DNS_TYPES.A:
      return `${bare} has address ${typeof data === 'number' ? formatIp(data) : ''}\n`;
    case DNS_TYPES.AAAA:
      return `${bare} has IPv6 address ${typeof data === 'bigint' ? formatIp(data) : ''}\n`;
    case DNS_TYPES.CNAME:
      return `${bare} is an alias for ${dataText(record)}\n`;
    case DNS_TYPES.PTR:
      return `${bare} domain name pointer ${dataText(record)}\n`;
    case DNS_TYPES.NS:
      return `${bare} name server ${dataText(record)}\n`;
    case DNS_TYPES.TXT:
      return `${bare} descriptive text ${dataText(record)}\n`;
    default:
      return `${bare} has ${typeName(type)} record ${dataText(record)}\n`;
  }
}

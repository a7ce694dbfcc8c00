/** busybox's `nslookup` (1.35, the big one): questions to a name server as they are. Not modelled: types but a, aaaa, cname, ns and ptr. */
import { familyOf, type Process, type Program, type Thread, userOf, type Wait, waitFor } from '../machine';
import { ERRNO_TEXT, MILLISECOND, SECOND, UdpSocket } from '../network';
import { formatHostPort, formatIp, type IpAddress, parseIp } from '../packet';
import {
  DNS_CODES,
  DNS_PORT,
  DNS_TYPES,
  type DnsMessage,
  type DnsRecord,
  dnsQuery,
  encodeDns,
  reverseName,
} from '../packet/dns';
import { failProcess } from './common/command';
import { drawPort, readMessage, readResolverSettings } from './common/nameServers';
import { resolveAsBusybox } from './common/resolve';

const USAGE = `BusyBox v1.35.0 (2022-08-01 15:14:44 UTC) multi-call binary.

Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]

Query DNS about HOST

QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any
`;
const TYPES: Readonly<Record<string, number>> = {
  a: DNS_TYPES.A,
  aaaa: DNS_TYPES.AAAA,
  cname: DNS_TYPES.CNAME,
  ns: DNS_TYPES.NS,
  ptr: DNS_TYPES.PTR,
};
const REFUSED_TYPES = ['soa', 'mx', 'txt', 'srv', 'any'];
/** In all, and until the question is asked again. */
const PATIENCE = 5 * SECOND;
const INTERVAL = 2500 * MILLISECOND;
const CODE_NAMES = Object.fromEntries(Object.entries(DNS_CODES).map(([name, code]) => [code, name]));

/** `nslookup [-type=TYPE] HOST [SERVER]` */
export const busyboxNslookup: Program = function* busyboxNslookup(process: Process): Thread {
  let type: number | undefined;
  const words: string[] = [];
  for (const word of process.argv.slice(1)) {
    const name = /^-(?:type|query|t|q)=(.*)$/.exec(word)?.[1]?.toLowerCase();
    if (name !== undefined) {
      if (REFUSED_TYPES.includes(name))
        return failProcess(process, `nslookup: type "${name}" is not modelled by chainwalk\n`, 2);
      type = TYPES[name];
      if (type === undefined) return failProcess(process, `nslookup: invalid query type "${name}"\n`);
    } else if (word.startsWith('-'))
      return failProcess(process, `nslookup: option "${word}" is not modelled by chainwalk\n`, 2);
    else words.push(word);
  }
  const [host, server] = words;
  if (host === undefined) return failProcess(process, USAGE);
  const servers = yield* serversOf(process, server);
  if (typeof servers === 'string') return failProcess(process, servers);
  const address = parseIp(host);
  const isReverse = typeof address === 'number' && (type === undefined || type === DNS_TYPES.PTR);
  const types = isReverse ? [DNS_TYPES.PTR] : type === undefined ? [DNS_TYPES.A, DNS_TYPES.AAAA] : [type];
  const name = isReverse ? reverseName(address) : host.replace(/\.$/, '');
  const { chance } = process.place.machine;
  const queries = types.map((asked) => dnsQuery(chance.below(0x1_0000), { name, type: asked }));
  for (const each of servers) {
    const outcome = yield* ask(process, each, queries, host);
    if (outcome !== undefined) return outcome;
  }
  process.stdout += ';; connection timed out; no servers could be reached\n\n';
  return 1;
};

function* serversOf(process: Process, name: string | undefined): Generator<Wait, readonly IpAddress[] | string, void> {
  if (name === undefined) return readResolverSettings(process).servers;
  const address = yield* resolveAsBusybox(process, name);
  return address === undefined ? `nslookup: bad address '${name}'\n` : [address];
}

/** Asks one server, all questions at once and again; the exit code, `undefined` if it has not answered. */
function* ask(
  process: Process,
  server: IpAddress,
  queries: readonly DnsMessage[],
  host: string,
): Generator<Wait, number | undefined, void> {
  const { net, machine } = process.place;
  const socket = process.hold(new UdpSocket(net, familyOf(server), userOf(process.place)));
  while (net.sockets.bind(socket, socket.localAddress, drawPort(machine.chance)) !== undefined);
  const problem = socket.connect(server, DNS_PORT);
  if (problem !== undefined) {
    process.stderr += `nslookup: connect to '${formatIp(server)}': ${ERRNO_TEXT[problem]}\n`;
    process.close(socket);
    return undefined;
  }
  const missing = new Set(queries);
  const deadline = net.clock.now + PATIENCE;
  let exitCode = 0;
  let isIntroduced = false;
  while (missing.size > 0 && net.clock.now < deadline) {
    for (const query of missing) {
      const error = socket.sendTo(server, DNS_PORT, encodeDns(query)) ?? socket.takeError();
      if (error === undefined) continue;
      process.stderr += `nslookup: write to '${formatIp(server)}': ${ERRNO_TEXT[error]}\n`;
      process.close(socket);
      return undefined;
    }
    const again = Math.min(deadline, net.clock.now + INTERVAL);
    while (missing.size > 0 && net.clock.now < again) {
      const isTold = () => socket.received.length > 0 || socket.error !== undefined;
      yield* waitFor(process, [socket], isTold, again - net.clock.now);
      const error = socket.takeError();
      if (error !== undefined) {
        process.stderr += `nslookup: read: ${ERRNO_TEXT[error]}\n`;
        process.close(socket);
        return undefined;
      }
      for (const { payload } of socket.received.splice(0)) {
        const answer = readMessage(payload);
        const query = [...missing].find(({ id }) => id === answer?.id);
        if (answer === undefined || query === undefined || answer.code === DNS_CODES.SERVFAIL) continue;
        missing.delete(query);
        if (!isIntroduced)
          process.stdout += `Server:\t\t${formatIp(server)}\nAddress:\t${formatHostPort(server, DNS_PORT)}\n\n`;
        isIntroduced = true;
        if (answer.code === DNS_CODES.NOERROR) process.stdout += answerText(answer);
        else {
          process.stdout += `** server can't find ${host}: ${CODE_NAMES[answer.code] ?? answer.code}\n\n`;
          exitCode = 1;
        }
      }
    }
  }
  process.close(socket);
  return missing.size < queries.length ? exitCode : undefined;
}

function answerText({ authoritative, answers }: DnsMessage): string {
  const head = authoritative ? '' : 'Non-authoritative answer:\n';
  return `${head}${answers.map(recordText).join('')}\n`;
}

function recordText({ name, type, data }: DnsRecord): string {
  switch (type) {
    case DNS_TYPES.A:
    case DNS_TYPES.AAAA:
      return typeof data === 'number' || typeof data === 'bigint' ? `Name:\t${name}\nAddress: ${formatIp(data)}\n` : '';
    case DNS_TYPES.CNAME:
      return `${name}\tcanonical name = ${String(data)}\n`;
    case DNS_TYPES.PTR:
      return `${name}\tname = ${String(data)}\n`;
    case DNS_TYPES.NS:
      return `${name}\tnameserver = ${String(data)}\n`;
    default:
      return '';
  }
}

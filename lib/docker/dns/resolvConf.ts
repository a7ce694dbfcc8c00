/**
 * /etc/resolv.conf of a container: the machine's, without servers on its loopback, which mean nothing in a container; or the
 * engine's name server, which then asks those of the machine's.
 * libnetwork: sandbox_dns_unix.go (setupDNS, rebuildDNS), resolvconf/resolvconf.go (FilterResolvDNS).
 */
import { formatIp, formatIpv4, IPV6_LOOPBACK, type IpAddress, type Ipv4Address, parseIp } from '../../packet';
import type { Container, Sandbox } from '../container/container';
import type { DockerEngine } from '../engine';

/** 127.0.0.11 */
export const NAME_SERVER: Ipv4Address = 0x7f00_000b;

const RESOLV_CONF = '/etc/resolv.conf';
const MOST_SERVERS = 3;
/** Google's, if the machine has none that a container can ask. */
const PUBLIC_SERVERS = ['8.8.8.8', '8.8.4.4'];
const PUBLIC_SERVERS6 = ['2001:4860:4860::8888', '2001:4860:4860::8844'];
/** With the white space behind them, as the engine takes them out. */
const LOOPBACK_LINES = /^nameserver\s+(?:127\.(?:\d{1,3}\.){2}\d{1,3}|::1$)\s*/gm;
const IPV6_LINES = /^nameserver\s+(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:%\w+)?\s*/gm;

/** Writes it for a container that starts. */
export function writeResolvConf(engine: DockerEngine, container: Container): void {
  const { machine } = engine;
  const ofMachine = machine.files.get(RESOLV_CONF)?.content ?? '';
  const { sandbox } = container;
  if (sandbox === undefined) return;
  const copied = () => (sandbox.net === machine.net ? ofMachine : forNetworks(sandbox, ofMachine));
  write(engine, container, askedFor(engine, container, ofMachine) ?? copied());
}

/** Puts the engine's name server into it, which then asks the others. */
export function nameEngine(engine: DockerEngine, container: Container, sandbox: Sandbox): void {
  const ofMachine = engine.machine.files.get(RESOLV_CONF)?.content ?? '';
  const asked = askedFor(engine, container, ofMachine);
  const others = asked ?? (serversIn(ofMachine).length > 0 ? ofMachine : filtered(ofMachine, true));
  sandbox.otherNameServers = serversIn(others).slice(0, MOST_SERVERS);
  write(engine, container, withEngine(container.files.get(RESOLV_CONF)?.content ?? ''));
}

function write({ machine }: DockerEngine, { files }: Container, content: string): void {
  files.set(RESOLV_CONF, { content, modifiedAt: machine.date().getTime() });
}

/** Servers of IPv6 stay where all networks have it. libnetwork: setupDNS, then updateDNS of each network. */
function forNetworks({ endpoints }: Sandbox, ofMachine: string): string {
  const networks = [...endpoints.values()].map(({ network }) => network);
  const hasIpv6 = networks.length > 0 && networks.every(({ ipv6 }) => ipv6 !== undefined);
  const text = filtered(ofMachine, true);
  return hasIpv6 ? text : filtered(text, false);
}

/** What `--dns` and its like make of the machine's file; undefined without them. resolvconf.Build. */
function askedFor({ options }: DockerEngine, { config }: Container, ofMachine: string): string | undefined {
  const [dns, search, others] = [
    [config.dns, options.dns],
    [config.dnsSearch, options.dnsSearch],
    [config.dnsOptions, options.dnsOptions],
  ].map(([own = [], engines = []]) => (own.length > 0 ? own : engines)) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  if (dns.length + search.length + others.length === 0) return undefined;
  const domains = search.length > 0 ? search : lastOf(ofMachine, 'search');
  const servers = dns.length > 0 ? dns : serversIn(ofMachine).map(formatIp);
  const settings = others.length > 0 ? others : lastOf(ofMachine, 'options');
  return [
    ...(domains.length === 0 || domains.join() === '.' ? [] : [`search ${domains.join(' ')}\n`]),
    ...servers.map((server) => `nameserver ${server}\n`),
    ...(settings.join('').trim() === '' ? [] : [`options ${settings.join(' ')}\n`]),
  ].join('');
}

/** Whether a server is on the loopback of whoever asks it. */
export function isLoopback(address: IpAddress): boolean {
  return typeof address === 'number' ? address >>> 24 === 127 : address === IPV6_LOOPBACK;
}

function serversIn(text: string): readonly IpAddress[] {
  return wordsOf(text).flatMap(([word, server = '']) => (word === 'nameserver' ? (parseIp(server) ?? []) : []));
}

/** Without servers on the loopback, which mean nothing in a container. libnetwork: FilterResolvDNS. */
function filtered(text: string, ipv6: boolean): string {
  const ours = text.replace(LOOPBACK_LINES, '');
  const kept = ipv6 ? ours : ours.replace(IPV6_LINES, '');
  if (serversIn(kept).length > 0) return kept;
  const servers = ipv6 ? [...PUBLIC_SERVERS, ...PUBLIC_SERVERS6] : PUBLIC_SERVERS;
  return `${kept}${servers.map((server) => `\nnameserver ${server}`).join('')}`;
}

/** Domains to search in, options and servers of IPv6 stay; a name without dots is asked for as it is. */
function withEngine(text: string): string {
  const [search, options] = [lastOf(text, 'search'), lastOf(text, 'options')];
  const all = options.some((option) => option.startsWith('ndots:')) ? options : [...options, 'ndots:0'];
  const searchLine = search.length === 0 ? '' : `search ${search.join(' ')}\n`;
  const servers = [
    formatIpv4(NAME_SERVER),
    ...serversIn(text)
      .filter((one) => typeof one !== 'number')
      .map(formatIp),
  ];
  return `${searchLine}${servers.map((server) => `nameserver ${server}\n`).join('')}options ${all.join(' ')}\n`;
}

/** Of several lines of a kind the last counts. */
function lastOf(text: string, kind: 'search' | 'options'): readonly string[] {
  return (
    wordsOf(text)
      .filter(([word]) => word === kind)
      .at(-1)
      ?.slice(1) ?? []
  );
}

function wordsOf(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  );
}

/**
 * /etc/resolv.conf of a container: the machine's, without servers on its loopback, which mean nothing in a container; or the
 * engine's name server, which then asks those of the machine's.
 * libnetwork: sandbox_dns_unix.go (setupDNS, rebuildDNS), resolvconf/resolvconf.go (FilterResolvDNS).
 */
import { formatIp, formatIpv4, IPV6_LOOPBACK, type IpAddress, type Ipv4Address, parseIp } from '../../packet';
import type { Container } from '../container/container';
import type { DockerEngine } from '../engine';

/** 127.0.0.11 */
export const NAME_SERVER: Ipv4Address = 0x7f00_000b;

const RESOLV_CONF = '/etc/resolv.conf';
const MOST_SERVERS = 3;
/** Google's, if the machine has none that a container can ask. */
const PUBLIC_SERVERS =
  '\nnameserver 8.8.8.8\nnameserver 8.8.4.4\nnameserver 2001:4860:4860::8888\nnameserver 2001:4860:4860::8844';

/** Writes it; `named` if the container has the engine's name server. */
export function writeResolvConf(engine: DockerEngine, container: Container, named: boolean): void {
  const { machine } = engine;
  const ofMachine = machine.files.get(RESOLV_CONF)?.content ?? '';
  const { sandbox } = container;
  if (sandbox === undefined) return;
  const asked = askedFor(engine, container, ofMachine);
  const copied = asked ?? (sandbox.net === machine.net ? ofMachine : withoutLoopback(ofMachine));
  const others = asked ?? (serversIn(ofMachine).length > 0 ? ofMachine : copied);
  if (named) sandbox.otherNameServers = serversIn(others).slice(0, MOST_SERVERS);
  const content = named ? withEngine(copied) : copied;
  container.files.set(RESOLV_CONF, { content, modifiedAt: machine.date().getTime() });
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
    ...(settings.length === 0 ? [] : [`options ${settings.join(' ')}\n`]),
  ].join('');
}

/** Whether a server is on the loopback of whoever asks it. */
export function isLoopback(address: IpAddress): boolean {
  return typeof address === 'number' ? address >>> 24 === 127 : address === IPV6_LOOPBACK;
}

function serversIn(text: string): readonly IpAddress[] {
  return wordsOf(text).flatMap(([word, server = '']) => (word === 'nameserver' ? (parseIp(server) ?? []) : []));
}

function withoutLoopback(text: string): string {
  const isMeaningless = ([word, server = '']: readonly string[]) =>
    word === 'nameserver' && /^(?:127\.|::1$)/.test(server);
  const kept = text
    .split(/(?<=\n)/)
    .filter((line) => !isMeaningless(line.trim().split(/\s+/)))
    .join('');
  return serversIn(kept).length > 0 ? kept : `${kept.trimEnd()}${PUBLIC_SERVERS}`.replace(/^\n/, '');
}

/** Domains to search in and options stay; a name without dots is asked for as it is. */
function withEngine(text: string): string {
  const [search, options] = [lastOf(text, 'search'), lastOf(text, 'options')];
  const all = options.some((option) => option.startsWith('ndots:')) ? options : [...options, 'ndots:0'];
  const searchLine = search.length === 0 ? '' : `search ${search.join(' ')}\n`;
  return `${searchLine}nameserver ${formatIpv4(NAME_SERVER)}\noptions ${all.join(' ')}\n`;
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

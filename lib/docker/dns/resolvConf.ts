/**
 * /etc/resolv.conf of a container: the machine's, without servers on its loopback, which mean nothing in a container; or the
 * engine's name server, which then asks those of the machine's.
 * libnetwork: sandbox_dns_unix.go (setupDNS, rebuildDNS), resolvconf/resolvconf.go (FilterResolvDNS).
 */
import { formatIpv4, IPV6_LOOPBACK, type IpAddress, type Ipv4Address, parseIp } from '../../packet';
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
  const copied = sandbox.net === machine.net ? ofMachine : withoutLoopback(ofMachine);
  if (named)
    sandbox.otherNameServers = serversIn(serversIn(ofMachine).length > 0 ? ofMachine : copied).slice(0, MOST_SERVERS);
  const content = named ? withEngine(copied) : copied;
  container.files.set(RESOLV_CONF, { content, modifiedAt: machine.date().getTime() });
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
  const words = wordsOf(text);
  const search =
    words
      .filter(([word]) => word === 'search')
      .at(-1)
      ?.slice(1) ?? [];
  const options =
    words
      .filter(([word]) => word === 'options')
      .at(-1)
      ?.slice(1) ?? [];
  const all = options.some((option) => option.startsWith('ndots:')) ? options : [...options, 'ndots:0'];
  const searchLine = search.length === 0 ? '' : `search ${search.join(' ')}\n`;
  return `${searchLine}nameserver ${formatIpv4(NAME_SERVER)}\noptions ${all.join(' ')}\n`;
}

function wordsOf(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  );
}

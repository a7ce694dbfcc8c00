/** Which ports of the host lead to containers, and at which of them docker-proxy waits. */
import { parseIpv4 } from '../../packet';
import type { HostFacts, TableFact } from '../read';
import type { Assumptions } from './assumption';
import type { PublishedPort } from './plan';

const DNAT = /-j DNAT --to-destination (\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})(?: |$)/;
/** `tcp dport 8080 counter dnat to 172.17.0.2:80`, as Docker's own nftables backend writes it. */
const NFT_DNAT = /(?:ip daddr (\S+) )?(tcp|udp) dport (\d{1,5}) .*dnat (?:ip )?to (\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})/;

/** From the rules of nat, and from `docker inspect`. */
export function planPublished(facts: HostFacts): readonly PublishedPort[] {
  const found = new Map<string, PublishedPort>();
  const add = (port: PublishedPort) => {
    const key = `${port.protocol} ${port.hostIp} ${port.port}`;
    if (!found.has(key) && parseIpv4(port.container.address) !== undefined) found.set(key, port);
  };
  for (const { text } of natRules(facts.tables)) {
    const [, address = '', inside] = DNAT.exec(text) ?? [];
    const protocol = /(?:^| )-p (tcp|udp)(?: |$)/.exec(text)?.[1];
    const port = / --dport (\d{1,5})(?: |$)/.exec(text)?.[1];
    if (address === '' || protocol === undefined || port === undefined) continue;
    const hostIp = /(?:^| )-d (\d{1,3}(?:\.\d{1,3}){3})(?:\/32)?(?: |$)/.exec(text)?.[1] ?? '0.0.0.0';
    add({
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
      hostIp,
      port: Number(port),
      container: { address, port: Number(inside) },
    });
  }
  for (const line of facts.nft.flatMap(({ text }) => text.split('\n'))) {
    const [, hostIp = '0.0.0.0', protocol, port, address = '', inside] = NFT_DNAT.exec(line) ?? [];
    if (address === '') continue;
    add({
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
      hostIp: hostIp === '!=' ? '0.0.0.0' : hostIp,
      port: Number(port),
      container: { address, port: Number(inside) },
    });
  }
  return [...found.values()];
}

/** Where docker-proxy waits: as the listeners say, else as rules show that the engine runs it. */
export function planProxies(
  facts: HostFacts,
  published: readonly PublishedPort[],
  assumptions: Assumptions,
): readonly PublishedPort[] {
  if (facts.listenersShown || facts.listeners.length > 0) {
    return published.filter(({ protocol, port, hostIp }) =>
      facts.listeners.some(
        (one) =>
          one.protocol === protocol &&
          one.port === port &&
          (one.program ?? (facts.programsShown ? '' : 'docker-proxy')) === 'docker-proxy' &&
          (one.address === hostIp || one.address === '0.0.0.0'),
      ),
    );
  }
  if (published.length === 0) return [];
  const proxy = usesProxy(facts);
  assumptions.add(
    proxy
      ? 'docker-proxy waits at each published port, as the rules look that the engine makes with it.'
      : 'No docker-proxy runs, as the rules look that the engine makes without it (userland-proxy: false).',
    'ss -lntup',
  );
  return proxy ? published : [];
}

/** With it, engines until 28 do not translate what comes from the bridge itself, and engines from 29 need no rule for hairpins. */
function usesProxy({ tables, engine }: HostFacts): boolean {
  const rules = natRules(tables);
  if (rules.some(({ chain, text }) => chain === 'DOCKER' && /^-i \S+ -j RETURN$/.test(text))) return true;
  const isLate =
    Number.parseInt(engine ?? '', 10) >= 29 ||
    tables.some(({ chains }) => chains.some(({ name }) => name === 'DOCKER-FORWARD'));
  return isLate && !rules.some(({ text }) => /^-s (\S+) -d \1 .*-j MASQUERADE/.test(text));
}

function natRules(tables: readonly TableFact[]): TableFact['rules'] {
  return tables.filter(({ name, family }) => name === 'nat' && family === 'ipv4').flatMap(({ rules }) => rules);
}

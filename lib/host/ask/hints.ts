/** Who writes rules such as the one that decided, and what for: from a rule's form alone. */
import type { HostMachines } from '../build';
import type { Decider } from './answer';
import type { Exchange } from './exchange';
import type { Ending } from './fate';

/** Sentences about the rule that decided; none for a rule of one's own. */
export function hintsOf(exchange: Exchange, { by, fate, path }: Ending, machines: HostMachines): readonly string[] {
  if (by === undefined) return [];
  const publishedHint = fate === 'rejected' && by.backend === 'kernel' ? loopbackHint(exchange, machines) : undefined;
  const accepted = path?.journey.steps.find(({ table, verdict }) => table === 'filter' && verdict === 'ACCEPT');
  const hints = [
    publishedHint,
    by.backend === 'nft' ? nftHint(accepted?.chain, machines) : undefined,
    /longer than the MTU/.test(by.text)
      ? 'Both ends offered each other segments for their own MTU; one in between is smaller. Routers tell so by ICMP (fragmentation needed), which many networks drop.'
      : undefined,
    by.backend === 'iptables' ? ruleHint(by, machines) : undefined,
  ];
  return hints.filter((hint) => hint !== undefined);
}

/** iptables and nf_tables are asked both. */
function nftHint(accepted: string | undefined, { host }: HostMachines): string | undefined {
  if (accepted !== undefined)
    return `The ACCEPT of filter ${accepted} is not the last word: nf_tables has a chain of its own at the same hook, which is asked as well.`;
  return host.net.netfilter.tables.has('filter')
    ? 'Rules of iptables, Docker’s or yours in DOCKER-USER, cannot open it: nf_tables has a chain of its own at the same hook, and both are to accept.'
    : undefined;
}

function ruleHint({ table, chain, rule, text }: Decider, { host, plan }: HostMachines): string | undefined {
  const filter = host.net.netfilter.tables.get('filter')?.chains;
  if (chain === 'DOCKER-ISOLATION-STAGE-2')
    return plan.proxies.length > 0
      ? 'Docker keeps its networks apart: a container that is to reach both is attached to both (docker network connect).'
      : 'Docker keeps its networks apart: attach the container to both (docker network connect), or run docker-proxy (userland-proxy: true), which answers at the host’s address without that crossing.';
  if (rule === 0 && chain === 'FORWARD' && filter?.has('DOCKER-USER') === true)
    return 'The policy DROP of FORWARD is Docker’s; what is not Docker’s own is to be let through in DOCKER-USER, requests and answers.';
  if (table === 'raw' && /-d \S+ ! -i \S+ .*-j DROP$/.test(text))
    return 'Docker from 28 on writes this rule: a container’s address takes packets by its bridge only, and by the interfaces of com.docker.network.bridge.trusted_host_interfaces.';
  const [, from, to] = /^-i (\S+) -o (\S+) -j DROP$/.exec(text) ?? [];
  if (from !== undefined && from === to)
    return 'The network was made with com.docker.network.bridge.enable_icc=false: its containers do not reach each other.';
  if (/-m string .*-j (?:DROP|REJECT)/.test(text))
    return 'The rule looks for these bytes in each packet by itself: other spelling, bytes split over two packets, and TLS pass; what only begins so is met as well.';
  return undefined;
}

/** A port that is published at 127.0.0.1 is not at the host's other addresses. */
function loopbackHint({ resolved: { to, protocol } }: Exchange, { plan }: HostMachines): string | undefined {
  const own = plan.published.find(
    (one) => one.port === to.port && one.protocol === protocol && one.hostIp.startsWith('127.'),
  );
  return own === undefined ? undefined : `Port ${to.port} is published at ${own.hostIp} only.`;
}

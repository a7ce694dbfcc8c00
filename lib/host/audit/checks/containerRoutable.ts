/** Containers that answer at their own addresses to whoever routes there from outside. */

import type { ReachSource } from '../../reach/sources';
import { type AuditedHost, type AuditedNetwork, evidenceOf, networksOf } from '../auditedHost';
import type { Finding } from '../finding';
import { countText } from '../words';

export const CONTAINER_ROUTABLE = {
  id: 'container-routable',
  title: 'Container addresses that are routable from outside',
  why: 'Who sends packets for a container’s address to the host, as a neighbour can, needs no published port.',
  find: findContainerRoutable,
} as const;

function findContainerRoutable(host: AuditedHost): readonly Finding[] {
  return host.reach.sources
    .filter(({ kind }) => kind === 'outside')
    .flatMap((source) => networksOf(host, 'all').flatMap((network) => findAt(host, source, network)));
}

/** First any port of any container; if that is closed, those that are known. */
function findAt(
  host: AuditedHost,
  { name: source, from }: ReachSource,
  { name, bridge, from: anybody, subnet }: AuditedNetwork,
): readonly Finding[] {
  const answer = host.ask({ from, to: `${anybody}:${UNPUBLISHED}` });
  if (answer?.fate === 'delivered') {
    const remedy = host.try(
      answer.question,
      `iptables -t raw -I PREROUTING -d ${subnet} ! -i ${bridge} -j DROP`,
      'ended',
    );
    return [
      {
        id: CONTAINER_ROUTABLE.id,
        severity: 'error',
        sentence: `All ports of containers of ${name} are open to the ${source} at the containers’ own addresses, published or not.`,
        evidence: [evidenceOf(answer)],
        ...(remedy !== undefined && { remedy }),
      },
    ];
  }
  const known = new Set(
    host.reach.targets
      .filter((one) => one.kind === 'container' && host.isBehind(one.address, bridge))
      .map((one) => one.name),
  );
  const open = host.reach.rows.filter(
    (row) => row.source === source && known.has(row.target) && row.fate === 'delivered',
  );
  const [first] = open;
  const shown = first === undefined ? undefined : host.ask({ from, to: first.to, protocol: first.protocol });
  if (shown === undefined) return [];
  const addresses = [...new Set(open.map(({ to }) => to.split(':')[0]))];
  const remedy = host.try(
    shown.question,
    addresses.map((address) => `iptables -t raw -I PREROUTING -d ${address}/32 ! -i ${bridge} -j DROP`).join('\n'),
    'ended',
  );
  return [
    {
      id: CONTAINER_ROUTABLE.id,
      severity: 'warning',
      sentence: `${countText(open.length, 'port')} of containers of ${name} (${open.map(({ to, protocol }) => `${to}/${protocol}`).join(', ')}) ${open.length === 1 ? 'is' : 'are'} open to the ${source} at the containers’ own addresses as well.`,
      evidence: [evidenceOf(shown)],
      ...(remedy !== undefined && { remedy }),
    },
  ];
}

/** A port that no rule names. */
const UNPUBLISHED = 47_808;

/** Ports on 127.0.0.1 that a neighbour reaches: DNAT comes before the check that drops what is for 127.0.0.0/8. */
import { isLoopback, parseIpv4 } from '../../../packet';
import { type AuditedHost, evidenceOf } from '../auditedHost';
import type { Finding } from '../finding';

export const LOOPBACK_REACHABLE = {
  id: 'loopback-reachable',
  title: 'Ports on 127.0.0.1 that a neighbour reaches',
  why: 'Who is on the same link can send frames for 127.0.0.1 to the host, and DNAT comes before the check that would drop them.',
  find: findLoopbackReachable,
} as const;

function findLoopbackReachable(host: AuditedHost): readonly Finding[] {
  const open = host.reach.rows.filter(
    ({ source, to, fate }) =>
      source.startsWith('outside') && fate === 'delivered' && isLoopback(parseIpv4(to.split(':')[0] ?? '') ?? 0),
  );
  return open.flatMap(({ source, from, to, protocol }): readonly Finding[] => {
    const question = { from, to, protocol };
    const answer = host.ask(question);
    if (answer === undefined) return [];
    const [address, port] = to.split(':');
    const remedy = host.try(
      question,
      `iptables -t raw -I PREROUTING -d ${address}/32 ! -i lo -p ${protocol} --dport ${port} -j DROP`,
      'ended',
    );
    return [
      {
        id: LOOPBACK_REACHABLE.id,
        severity: 'error',
        sentence: `A neighbour reaches ${to}/${protocol} (${source}), which is meant for the host alone.`,
        evidence: [evidenceOf(answer)],
        ...(remedy !== undefined && { remedy }),
      },
    ];
  });
}

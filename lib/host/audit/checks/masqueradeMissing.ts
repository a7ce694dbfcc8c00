/** Containers whose packets leave with their own private addresses, so that no answer comes back. */

import { contains, parseIpv4, prefix } from '../../../packet';
import { type AuditedHost, evidenceOf, networksOf } from '../auditedHost';
import type { Finding } from '../finding';

export const MASQUERADE_MISSING = {
  id: 'masquerade-missing',
  title: 'Networks without source NAT',
  why: 'A private address means nothing outside: what leaves with one is not answered.',
  find: findMasqueradeMissing,
} as const;

/** RFC 1918. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(prefix);

function findMasqueradeMissing(host: AuditedHost): readonly Finding[] {
  const own = host.machines.host.net.name;
  const { outside } = host;
  if (outside === undefined) return [];
  return networksOf(host).flatMap(({ name, from, bridge, subnet }): readonly Finding[] => {
    const address = parseIpv4(from);
    if (address === undefined || !PRIVATE.some((block) => contains(block, address))) return [];
    const question = { from, to: outside };
    const answer = host.ask(question);
    const left = answer?.exchange.paths.find(
      ({ journey }) => journey.namespace === own && journey.fate.kind === 'transmitted' && journey.in === bridge,
    )?.journey;
    if (answer === undefined || left === undefined || left.sourceOut.split(':')[0] !== from) return [];
    const command = `iptables -t nat -A POSTROUTING -s ${subnet} ! -o ${bridge} -j MASQUERADE`;
    const trial = host.askAfter(question, command);
    const mended = trial?.exchange.paths.find(
      ({ journey }) => journey.namespace === own && journey.in === bridge,
    )?.journey;
    const works = mended !== undefined && mended.sourceOut.split(':')[0] !== from;
    return [
      {
        id: MASQUERADE_MISSING.id,
        severity: 'error',
        sentence: `Packets of containers of ${name} leave by ${left.out} with their private address ${from}, as no rule gives them the host’s.`,
        evidence: [{ ...evidenceOf(answer), path: [`it leaves by ${left.out} from ${left.sourceOut}`] }],
        ...(works && { remedy: { command, tried: `it leaves from ${mended.sourceOut}, and is ${trial?.fate}` } }),
      },
    ];
  });
}

/** Rules in the tables of iptables-legacy and of iptables-nft at once: the kernel asks both. */
import type { AuditedHost } from '../auditedHost';
import type { Finding } from '../finding';
import { countText } from '../words';

export const TWO_BACKENDS = {
  id: 'two-backends',
  title: 'Rules by iptables-legacy and by iptables-nft at once',
  why: 'Each of the two programs shows only its own rules, and the kernel asks both: what one accepts, the other may drop.',
  find: findTwoBackends,
} as const;

function findTwoBackends({ facts }: AuditedHost): readonly Finding[] {
  const tables = facts.tables.filter(({ family, rules }) => family === 'ipv4' && rules.length > 0);
  const legacy = tables.filter(({ backend }) => backend === 'legacy');
  const nft = tables.filter(({ backend }) => backend === 'nft');
  const [first] = nft;
  if (legacy.length === 0 || first === undefined) return [];
  const lines = [...legacy, ...nft].map(
    ({ backend, name, rules, at }) =>
      `iptables-${backend}, table ${name}: ${countText(rules.length, 'rule')} (${at.file} line ${at.line})`,
  );
  return [
    {
      id: TWO_BACKENDS.id,
      severity: 'warning',
      sentence: `There are rules in ${legacy.map(({ name }) => name).join(', ')} of iptables-legacy and in ${nft.map(({ name }) => name).join(', ')} of iptables-nft: the kernel asks both, and iptables shows one.`,
      evidence: [{ path: lines }],
      at: first.at,
    },
  ];
}

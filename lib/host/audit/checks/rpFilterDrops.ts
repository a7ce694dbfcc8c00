/** Requests or answers that rp_filter drops, as their source would be routed by another interface. */
import { type AuditedHost, evidenceOf } from '../auditedHost';
import type { Finding } from '../finding';
import { countText } from '../words';

export const RP_FILTER_DROPS = {
  id: 'rp-filter-drops',
  title: 'Packets that rp_filter drops',
  why: 'With two ways to the same place a strict rp_filter drops what comes by the other one, without a word in any rule’s counter.',
  find: findRpFilterDrops,
} as const;

function findRpFilterDrops(host: AuditedHost): readonly Finding[] {
  const dropped = host.reach.rows.filter(({ by }) => by?.backend === 'kernel' && by.text.startsWith('rp_filter'));
  const devices = [...new Set(dropped.map(({ by }) => by?.text ?? ''))];
  return devices.flatMap((text): readonly Finding[] => {
    const rows = dropped.filter(({ by }) => by?.text === text);
    const [first] = rows;
    const answer =
      first === undefined ? undefined : host.ask({ from: first.from, to: first.to, protocol: first.protocol });
    if (answer === undefined) return [];
    const remedy = host.mend(answer);
    return [
      {
        id: RP_FILTER_DROPS.id,
        severity: 'error',
        sentence: `${text} drops packets of ${countText(rows.length, 'request')}: ${rows.map(({ source, target }) => `${source} -> ${target}`).join(', ')}.`,
        evidence: [evidenceOf(answer)],
        ...(remedy !== undefined && { remedy }),
      },
    ];
  });
}

/** Uplinks that take less than a bridge: large answers stop where routers do not say that a packet is too long. */
import { type AuditedHost, evidenceOf, networksOf } from '../auditedHost';
import type { Finding } from '../finding';

export const MTU_BLACKHOLE = {
  id: 'mtu-blackhole',
  title: 'An MTU at which large answers stop',
  why: 'Containers offer segments as long as their bridge takes; where ICMP is filtered, nobody tells the server that they do not fit.',
  find: findMtuBlackhole,
} as const;

/** Bytes that no single packet holds. */
const LARGE = 20_000;

function findMtuBlackhole(host: AuditedHost): readonly Finding[] {
  const { outside } = host;
  if (outside === undefined) return [];
  return networksOf(host).flatMap(({ name, from, bridge }): readonly Finding[] => {
    const uplink = host.deviceFor(outside);
    const [wide, narrow] = [host.mtuOf(bridge), host.mtuOf(uplink)];
    if (narrow >= wide || host.ask({ from, to: outside })?.fate !== 'delivered') return [];
    const answer = host.ask({ from, to: outside, size: LARGE, silentRouters: true });
    if (answer === undefined || answer.fate === 'delivered') return [];
    const remedy = host.mend(answer);
    return [
      {
        id: MTU_BLACKHOLE.id,
        severity: 'warning',
        sentence: `Large answers to containers of ${name} stop if routers send no ICMP errors: ${bridge} takes ${wide} bytes, ${uplink} only ${narrow}.`,
        evidence: [evidenceOf(answer)],
        ...(remedy !== undefined && { remedy }),
      },
    ];
  });
}

/** What became of an access, in the words of a cell: its path, and which part of the firewall decided. */
import { ipv4 } from '../../packet';
import type { Lab } from '../lab';
import type { RequestCell } from '../learn/matrix';
import type { Observation } from '../observe/observation';
import { requestFate } from '../upgrade/requestFate';

/**
 * The path of a request of whatever protocol, with what an engine's rules are for that decided it: `DNAT` with `+ MASQUERADE`, `dropped`
 * with `in raw`.
 *
 * @example
 * ```ts
 * import { accessMachines, accessPath, observe } from 'chainwalk';
 *
 * const machines = await accessMachines({ engine: '28.5' })();
 * accessPath(await observe(machines, 'client# nc -w 2 172.17.0.2 80'), machines); // → {"path":"dropped","detail":"in raw"}
 * ```
 */
export function accessPath(seen: Observation, machines: Lab): Pick<RequestCell, 'path' | 'detail'> {
  if (machines.place(seen.outcome.place) === undefined || asksNobody(seen, machines)) return { path: 'not there' };
  const { path, decidedBy } = requestFate(seen, machines.host.name, (rule) => rule);
  const detail = path === 'dropped' ? droppedWhere(decidedBy) : changedSource(path, decidedBy);
  return detail === undefined ? { path } : { path, detail };
}

/** Whether the first packet goes to an address that no place has. */
function asksNobody({ packets }: Observation, { namespaces }: Lab): boolean {
  const [first] = Object.values(packets)
    .flat()
    .filter(({ protocol }) => protocol !== 'arp')
    .sort((a, b) => a.time - b.time);
  if (first === undefined || first.destination === LOOPBACK) return false;
  return !namespaces.some((net) => net.isOwnAddress(ipv4(first.destination)));
}

function changedSource(path: RequestCell['path'], decidedBy: readonly string[]): string | undefined {
  const isKept = path !== 'DNAT' && path !== 'direct';
  return !isKept && decidedBy.some((rule) => / (MASQUERADE|SNAT)\b/.test(rule)) ? '+ MASQUERADE' : undefined;
}

const LOOPBACK = '127.0.0.1';

/** Of what Docker's rules are for: those of iptables by their chains, those of nftables by their comments. */
const DROPS: readonly (readonly [RegExp, string])[] = [
  [/^raw .*-d 127\.|"DROP REMOTE LOOPBACK"/, 'in raw, as loopback'],
  [/^raw |"DROP DIRECT ACCESS"/, 'in raw'],
  [/policy DROP$/, 'by the policy'],
  [/-STAGE-2 /, 'by isolation'],
  [/-STAGE-1 | DOCKER-INTERNAL |"INTERNAL NETWORK /, 'as internal'],
  [/ DOCKER rule \d+ DROP: ! -i |"UNPUBLISHED PORT DROP"/, 'as unpublished'],
  [/-i (\S+) -o \1 -j DROP|"ICC"/, 'by icc=false'],
];

function droppedWhere(decidedBy: readonly string[]): string | undefined {
  return DROPS.find(([pattern]) => decidedBy.some((rule) => pattern.test(rule)))?.[1];
}

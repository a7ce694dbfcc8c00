/** What a host is made of at one moment. */
import type { Lab } from './lab';

/** A host at one moment, as lines that can be compared. */
export interface HostSnapshot {
  /** `-t filter -P FORWARD ACCEPT`, `-t nat -N DOCKER`, `-t nat -A DOCKER -i docker0 -j RETURN`; without counters. */
  readonly rules: readonly string[];
  /** `3: docker0 UP 172.17.0.1/16 mac 02:42:c7:1c:dd:3e`, `5: veth986619a@if4 UP master docker0 mac …` */
  readonly interfaces: readonly string[];
  /** As `ip route` prints them. */
  readonly routes: readonly string[];
  /** Command lines as `ps -ef` prints them, without the terminal's; containers' processes are among them. */
  readonly processes: readonly string[];
  /** Listening: `tcp 0.0.0.0:8001 docker-proxy` */
  readonly sockets: readonly string[];
}

/**
 * The host as it is now. No command runs: no time passes, no table is touched, no counter moves.
 *
 * @example
 * ```ts
 * import { lab, snapshot } from 'chainwalk';
 *
 * const { routes, rules } = await snapshot(await lab());
 * rules.includes('-t filter -P FORWARD ACCEPT'); // → true
 * routes[0]; // → 'default via 192.168.70.1 dev ens33'
 * ```
 */
export async function snapshot({ host }: Lab): Promise<HostSnapshot> {
  const { readSnapshot } = await import('./readSnapshot.js');
  return readSnapshot(host);
}

/**
 * How many more of each part a host has than before.
 *
 * @example
 * ```ts
 * import { countNew, lab, snapshot } from 'chainwalk';
 *
 * const machines = await lab();
 * const before = await snapshot(machines);
 * await machines.sh('host# systemctl start docker');
 * countNew(before, await snapshot(machines), 'interfaces', 'routes', 'sockets'); // → [1,1,0]
 * ```
 */
export function countNew(
  before: HostSnapshot,
  after: HostSnapshot,
  ...parts: readonly (keyof HostSnapshot)[]
): readonly number[] {
  return parts.map((part) => after[part].length - before[part].length);
}
